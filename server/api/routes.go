package api

import (
	_ "embed"
	"net/http"

	"mattermost-plugin-whereby/server/invite"
	"mattermost-plugin-whereby/server/pace"
	"mattermost-plugin-whereby/server/schedule"
)

// document describes what is under /api/v1, for those who build on it.
//
//go:embed openapi.yaml
var document []byte

// route is one thing that can be asked for, its pattern as http.ServeMux has it.
type route struct {
	pattern string
	handler http.HandlerFunc
}

func (a *API) routes() []route {
	guests := &pace.Limiter{Each: pace.Fixed(maxOfAddress), All: pace.Fixed(maxOfAll)}
	return []route{
		{"POST /api/v1/calls", a.loggedIn(a.startCall)},
		{"GET /api/v1/calls", a.loggedIn(a.listCalls)},
		{"GET /api/v1/calls/{id}", a.loggedIn(a.withID(a.getCall))},
		{"GET /api/v1/calls/{id}/join", a.loggedIn(a.withID(a.joinCall))},
		{"POST /api/v1/calls/{id}/end", a.loggedIn(a.withID(a.endCall))},
		{"POST /api/v1/calls/{id}/summary", a.loggedIn(a.withID(a.summarise))},
		{"POST /api/v1/actions/start", a.loggedIn(a.startByButton)},
		{"POST /api/v1/actions/start-dialog", a.loggedIn(a.startByDialog)},
		{"POST /api/v1/actions/plan-dialog", a.loggedIn(a.planByDialog)},
		{"POST /api/v1/calls/{id}/decline", a.loggedIn(a.withID(a.declineCall))},
		{"GET /api/v1/channels/{id}", a.loggedIn(a.withID(a.getChannel))},
		{"POST /api/v1/calls/{id}/invites", a.loggedIn(a.withID(a.createInvite))},
		{"GET /api/v1/calls/{id}/invites", a.loggedIn(a.withID(a.listInvites))},
		{"DELETE /api/v1/calls/{id}/invites/{invite}", a.loggedIn(a.withID(a.revokeInvite))},
		{"POST /api/v1/schedules", a.loggedIn(a.createSchedule)},
		{"GET /api/v1/schedules", a.loggedIn(a.listSchedules)},
		{"GET /api/v1/schedules/{id}", a.loggedIn(a.getSchedule)},
		{"PATCH /api/v1/schedules/{id}", a.loggedIn(a.withID(a.editSchedule))},
		{"DELETE /api/v1/schedules/{id}", a.loggedIn(a.withID(a.doSchedule(schedule.Cancel)))},
		{"POST /api/v1/schedules/{id}/skip", a.loggedIn(a.withID(a.doSchedule(schedule.Skip)))},
		{"POST /api/v1/schedules/{id}/pause", a.loggedIn(a.withID(a.doSchedule(schedule.Pause)))},
		{"POST /api/v1/schedules/{id}/resume", a.loggedIn(a.withID(a.doSchedule(schedule.Resume)))},
		{"POST /api/v1/actions/schedule", a.loggedIn(a.scheduleByButton)},
		{"GET " + feedPath + "{token}", a.forGuests(guests, a.feed)},
		{"GET /schedules/{id}", a.schedulePage},
		{"GET /api/v1/reports/summary", a.loggedIn(a.reportSummary)},
		{"GET /api/v1/reports/calls", a.loggedIn(a.reportPage)},
		{"GET /api/v1/reports/calls.csv", a.loggedIn(a.export("text/csv; charset=utf-8", "csv", asCSV))},
		{"GET /api/v1/reports/calls.ndjson", a.loggedIn(a.export("application/x-ndjson", "ndjson", ndjson))},
		{"GET /api/v1/rings", a.loggedIn(a.listRings)},
		{"GET /api/v1/settings", a.loggedIn(a.settings)},
		{"GET /api/v1/admin/status", a.adminOnly(a.status)},
		{"POST /api/v1/actions/cleanup", a.loggedIn(a.cleanup)},
		{uploadRoute, a.adminOnly(a.uploadImage)},
		{"GET /api/v1/admin/images/{id}", a.adminOnly(a.getImage)},
		{"POST /api/v1/admin/test", a.adminOnly(a.testConnection)},
		{"GET /api/v1/admin/connections", a.adminOnly(a.listConnections)},
		{"POST /api/v1/admin/connections", a.adminOnly(a.createConnection)},
		{"POST /api/v1/admin/connections/test", a.adminOnly(a.tryConnection)},
		{"PATCH /api/v1/admin/connections/{id}", a.adminOnly(a.editConnection)},
		{"DELETE /api/v1/admin/connections/{id}", a.adminOnly(a.dropConnection)},
		{"POST /api/v1/admin/connections/{id}/test", a.adminOnly(a.testDelivery)},
		{"GET /api/v1/admin/deliveries", a.adminOnly(a.listDeliveries)},
		{"POST /api/v1/admin/deliveries/{id}/retry", a.adminOnly(a.retryDelivery)},
		{"GET /webhooks.schema.json", webhookSchema},
		{"POST /webhooks/whereby", newIntake(a).receive},
		{"GET " + invite.PagePath + "{token}", a.forGuests(guests, a.invitePage)},
		{"POST " + invite.PagePath + "{token}", a.forGuests(guests, a.enterByInvite)},
		{"GET /calls/{id}", a.callPage},
		{"GET /rooms/{id}", a.roomPage},
		{"GET /calls/{id}/files/{file}", a.filePage},
		{"GET /openapi.yaml", sendDocument},
	}
}

// sendDocument answers anybody: there is nothing secret in it.
func sendDocument(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(document)
}
