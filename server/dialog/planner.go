package dialog

import (
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/schedule"
)

// PlannerAPI is what Planner needs of the plugin API.
type PlannerAPI interface {
	OpenInteractiveDialog(dialog model.OpenDialogRequest) *model.AppError
	GetServerVersion() string
}

// People knows who reads a dialog.
type People interface {
	Person(userID string) (call.Person, error)
}

// Planner opens the dialogs about planned calls where somebody is.
type Planner struct {
	API      PlannerAPI
	People   People
	Words    *i18n.Catalogue
	Settings func() call.Settings
	Now      func() time.Time
}

// Plan opens the dialog that plans calls; what the request says is filled in.
func (p Planner) Plan(triggerID string, req schedule.Request) error {
	person, err := p.People.Person(req.UserID)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(person.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return p.open(triggerID, Plan(p.Words.For(person.Locale), p.Settings(), p.hasPickers(), zone, p.Now(), req))
}

// Edit opens the dialog that changes what somebody may change.
func (p Planner) Edit(triggerID, userID string, c schedule.Schedule) error {
	person, err := p.People.Person(userID)
	if err != nil {
		return err
	}
	return p.open(triggerID, EditPlan(p.Words.For(person.Locale), p.Settings(), c))
}

func (p Planner) open(triggerID string, dialog model.Dialog) error {
	appErr := p.API.OpenInteractiveDialog(model.OpenDialogRequest{TriggerId: triggerID, URL: PlanURL, Dialog: dialog})
	if appErr != nil {
		return errors.Wrap(appErr, "open the dialog")
	}
	return nil
}

// hasPickers tells whether this Mattermost's dialogs have fields for dates and
// times: those since 11.1 do.
func (p Planner) hasPickers() bool {
	major, minor, _ := model.SplitVersion(p.API.GetServerVersion())
	return major > 11 || major == 11 && minor >= 1
}
