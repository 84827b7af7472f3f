package post

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
)

func held() call.Call {
	c := started
	at := c.CreatedAt.Add(time.Minute)
	c.State, c.StartedAt, c.EndedAt = call.Ended, at, at.Add(24*time.Minute+10*time.Second)
	c.EndReason, c.EndedBy = call.ReasonEnded, "alice"
	c.Stays = []call.Stay{
		stay("p1", "alice", "", at, at.Add(10*time.Minute)),
		stay("p2", "", "Zoe | @all", at.Add(time.Minute), at.Add(3*time.Minute+5*time.Second)),
		stay("p3", "alice", "", at.Add(20*time.Minute), c.EndedAt),
		stay("p4", "unknown", "Bob\n", time.Time{}, at.Add(21*time.Minute)),
	}
	c.Files = []call.File{
		{ID: "rec/1", Kind: call.Recording},
		{ID: "rec2", Kind: call.Recording},
		{ID: "tra1", Kind: call.Transcript, Elsewhere: true},
	}
	c.Summary = "We met.\n*Done*"
	return c
}

const heldReport = "The call lasted **24 min 10 s**.\n\n" +
	"| Who | In the call |\n| --- | --- |\n" +
	"| Alice | 14 min 10 s (2 ×) |\n" +
	"| Zoe \\| @\u2060all (guest) | 2 min 5 s |\n" +
	"| Bob | — |\n\n" +
	"Alice ended it for everyone.\n\n" +
	"- [Recording](https://chat.example/plugins/whereby/calls/callid/files/rec%2F1)\n" +
	"- [Recording 2](https://chat.example/plugins/whereby/calls/callid/files/rec2)\n" +
	"- Transcript, kept in your organization's own storage\n\n" +
	"Summary by Whereby:\n> We met.\n> \\*Done\\*"

func TestReportText(t *testing.T) {
	cards := NewCards(&plugintest.API{}, "bot", settings, catalogue(t), people{})
	assert.Equal(t, heldReport, cards.reportText(held()))
}

func TestReportWithoutNames(t *testing.T) {
	const counts = "The call lasted **24 min 10 s**.\n\n3 people were in the call, for 16 min 15 s in all.\n\n- [Recording]"
	nameless := held()
	nameless.Nameless, nameless.EndedBy = true, ""
	cards := NewCards(&plugintest.API{}, "bot", settings, catalogue(t), people{})
	assert.Contains(t, cards.reportText(nameless), counts)
	off := func() config.Snapshot {
		s := settings()
		s.AttendanceNames = false
		return s
	}
	assert.Contains(t, NewCards(&plugintest.API{}, "bot", off, catalogue(t), people{}).reportText(held()), counts)

	erased := held()
	erased.Stays[0].UserID, erased.Stays[2].UserID = "~1", "~1"
	assert.Contains(t, cards.reportText(erased), "| Somebody | 14 min 10 s (2 ×) |")
}

func TestReportStaysBelowTheLimit(t *testing.T) {
	c := held()
	c.Stays = nil
	for i := range 200 {
		name := strings.Repeat("~", 300) + strconv.Itoa(i)
		c.Stays = append(c.Stays, stay("p"+strconv.Itoa(i), "", name, c.StartedAt, c.EndedAt))
		// Ids are as long as Whereby's.
		c.Files = append(c.Files, call.File{ID: strings.Repeat("f", 36), Kind: call.Recording})
	}
	for i := range c.Stays { // names that differ only behind the cut
		c.Stays[i].Name = strconv.Itoa(i) + c.Stays[i].Name
	}
	c.Summary = strings.Repeat("~\n", 10000)
	text := NewCards(&plugintest.API{}, "bot", settings, catalogue(t), people{}).reportText(c)
	assert.LessOrEqual(t, utf8.RuneCountInString(text), model.PostMessageMaxRunesV2)
	assert.Contains(t, text, "and 150 more")
}

func TestReport(t *testing.T) {
	root := &model.Post{Id: "root"}
	earlier := &model.Post{Id: "report", UserId: "bot", Message: "before", Props: model.StringInterface{propReport: "callid"}}
	forged := &model.Post{Id: "forged", UserId: "mallory", Message: "before", Props: earlier.Props}
	other := &model.Post{Id: "other", UserId: "bot", Message: "before", Props: model.StringInterface{propReport: "another"}}
	same := earlier.Clone()
	same.Message = heldReport
	deleted := earlier.Clone()
	deleted.DeleteAt = 1

	tests := map[string]struct {
		reportID string
		thread   []*model.Post
		failure  *model.AppError // of reading the thread or the report
		create   *model.AppError
		id       string
		creates  int
		updates  int
		fails    bool
	}{
		"new":                     {thread: []*model.Post{root, forged, other, deleted}, id: "new", creates: 1},
		"posted, not remembered":  {thread: []*model.Post{root, earlier}, id: "report", updates: 1},
		"nothing new":             {thread: []*model.Post{root, same}, id: "report"},
		"remembered":              {reportID: "report", thread: []*model.Post{earlier}, id: "report", updates: 1},
		"remembered, deleted":     {reportID: "report", failure: appError(http.StatusNotFound), id: "report"},
		"remembered, unreadable":  {reportID: "report", failure: appError(http.StatusInternalServerError), fails: true},
		"no thread any more":      {failure: appError(http.StatusNotFound)},
		"no thread that could be": {failure: appError(http.StatusBadRequest)},
		"deleted root":            {thread: []*model.Post{{Id: "root", DeleteAt: 1}}},
		"archived channel":        {thread: []*model.Post{root}, create: appError(http.StatusBadRequest), creates: 1},
		"server out of reach":     {failure: appError(http.StatusInternalServerError), fails: true},
		"server fails to save":    {thread: []*model.Post{root}, create: appError(http.StatusInternalServerError), creates: 1, fails: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			list := &model.PostList{Posts: map[string]*model.Post{}}
			for _, p := range test.thread {
				list.Posts[p.Id] = p
			}
			api := &plugintest.API{}
			api.On("GetPostThread", "root").Return(list, test.failure)
			api.On("GetPost", "report").Return(earlier, test.failure)
			var saved *model.Post
			keep := func(args mock.Arguments) { saved = args.Get(0).(*model.Post) }
			api.On("CreatePost", mock.Anything).Run(keep).Return(&model.Post{Id: "new"}, test.create)
			api.On("UpdatePost", mock.Anything).Run(keep).Return(&model.Post{}, nil)
			c := held()
			c.ReportID = test.reportID

			id, err := NewCards(api, "bot", settings, catalogue(t), people{}).Report(t.Context(), c)
			assert.Equal(t, test.fails, err != nil)
			assert.Equal(t, test.id, id)
			api.AssertNumberOfCalls(t, "CreatePost", test.creates)
			api.AssertNumberOfCalls(t, "UpdatePost", test.updates)
			if test.creates+test.updates == 0 {
				return
			}
			assert.Equal(t, heldReport, saved.Message)
			assert.Equal(t, "callid", saved.GetProp(propReport))
			if test.creates > 0 {
				assert.Equal(t, "root", saved.RootId)
				assert.Empty(t, saved.Type)
			}
		})
	}
}

func TestReportOfACallInTheChannel(t *testing.T) {
	api := &plugintest.API{}
	api.On("GetPostThread", "post").Return(&model.PostList{Posts: map[string]*model.Post{"post": {Id: "post"}}}, nil)
	var created *model.Post
	api.On("CreatePost", mock.Anything).Run(func(args mock.Arguments) { created = args.Get(0).(*model.Post) }).Return(&model.Post{Id: "new"}, nil)
	c := held()
	c.RootID = ""
	_, err := NewCards(api, "bot", settings, catalogue(t), people{}).Report(t.Context(), c)
	require.NoError(t, err)
	assert.Equal(t, "post", created.RootId, "in the thread of the call's own post")
}

func TestReportOfACallWithoutPost(t *testing.T) {
	c := held()
	c.RootID, c.PostID = "", ""
	id, err := NewCards(&plugintest.API{}, "bot", settings, catalogue(t), people{}).Report(t.Context(), c)
	require.NoError(t, err)
	assert.Empty(t, id)
}
