package metrics

import (
	"database/sql/driver"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
)

// API returns a plugin API that counts the round trips to Mattermost's process
// that calls cost. What is done once in a while is not counted.
func (m *Metrics) API(api plugin.API) plugin.API { return countedAPI{api, m.trips} }

// Driver returns a driver that counts those for the database: a statement takes
// several, and one for each row.
func (m *Metrics) Driver(d plugin.Driver) plugin.Driver { return countedDriver{d, m.trips} }

type countedAPI struct {
	plugin.API

	trips *prometheus.CounterVec
}

func (c countedAPI) count(call string) { c.trips.WithLabelValues(call).Inc() }

type countedDriver struct {
	plugin.Driver

	trips *prometheus.CounterVec
}

func (c countedDriver) count(call string) { c.trips.WithLabelValues(call).Inc() }

// CreatePost implements plugin.API.
func (c countedAPI) CreatePost(post *model.Post) (*model.Post, *model.AppError) {
	c.count("CreatePost")
	return c.API.CreatePost(post)
}

// DeleteEphemeralPost implements plugin.API.
func (c countedAPI) DeleteEphemeralPost(userID, postID string) {
	c.count("DeleteEphemeralPost")
	c.API.DeleteEphemeralPost(userID, postID)
}

// DeletePost implements plugin.API.
func (c countedAPI) DeletePost(postID string) *model.AppError {
	c.count("DeletePost")
	return c.API.DeletePost(postID)
}

// DeletePreferencesForUser implements plugin.API.
func (c countedAPI) DeletePreferencesForUser(userID string, preferences []model.Preference) *model.AppError {
	c.count("DeletePreferencesForUser")
	return c.API.DeletePreferencesForUser(userID, preferences)
}

// GetChannel implements plugin.API.
func (c countedAPI) GetChannel(channelID string) (*model.Channel, *model.AppError) {
	c.count("GetChannel")
	return c.API.GetChannel(channelID)
}

// GetChannelMember implements plugin.API.
func (c countedAPI) GetChannelMember(channelID, userID string) (*model.ChannelMember, *model.AppError) {
	c.count("GetChannelMember")
	return c.API.GetChannelMember(channelID, userID)
}

// GetChannelStats implements plugin.API.
func (c countedAPI) GetChannelStats(channelID string) (*model.ChannelStats, *model.AppError) {
	c.count("GetChannelStats")
	return c.API.GetChannelStats(channelID)
}

// GetDirectChannel implements plugin.API.
func (c countedAPI) GetDirectChannel(userID1, userID2 string) (*model.Channel, *model.AppError) {
	c.count("GetDirectChannel")
	return c.API.GetDirectChannel(userID1, userID2)
}

// GetGroupChannel implements plugin.API.
func (c countedAPI) GetGroupChannel(userIDs []string) (*model.Channel, *model.AppError) {
	c.count("GetGroupChannel")
	return c.API.GetGroupChannel(userIDs)
}

// GetPost implements plugin.API.
func (c countedAPI) GetPost(postID string) (*model.Post, *model.AppError) {
	c.count("GetPost")
	return c.API.GetPost(postID)
}

// GetPostThread implements plugin.API.
func (c countedAPI) GetPostThread(postID string) (*model.PostList, *model.AppError) {
	c.count("GetPostThread")
	return c.API.GetPostThread(postID)
}

// GetPostsSince implements plugin.API.
func (c countedAPI) GetPostsSince(channelID string, time int64) (*model.PostList, *model.AppError) {
	c.count("GetPostsSince")
	return c.API.GetPostsSince(channelID, time)
}

// GetPreferenceForUser implements plugin.API.
func (c countedAPI) GetPreferenceForUser(userID, category, name string) (model.Preference, *model.AppError) {
	c.count("GetPreferenceForUser")
	return c.API.GetPreferenceForUser(userID, category, name)
}

// GetTeam implements plugin.API.
func (c countedAPI) GetTeam(teamID string) (*model.Team, *model.AppError) {
	c.count("GetTeam")
	return c.API.GetTeam(teamID)
}

// GetTeamMember implements plugin.API.
func (c countedAPI) GetTeamMember(teamID, userID string) (*model.TeamMember, *model.AppError) {
	c.count("GetTeamMember")
	return c.API.GetTeamMember(teamID, userID)
}

// GetUser implements plugin.API.
func (c countedAPI) GetUser(userID string) (*model.User, *model.AppError) {
	c.count("GetUser")
	return c.API.GetUser(userID)
}

// GetUserByUsername implements plugin.API.
func (c countedAPI) GetUserByUsername(name string) (*model.User, *model.AppError) {
	c.count("GetUserByUsername")
	return c.API.GetUserByUsername(name)
}

// GetUserStatus implements plugin.API.
func (c countedAPI) GetUserStatus(userID string) (*model.Status, *model.AppError) {
	c.count("GetUserStatus")
	return c.API.GetUserStatus(userID)
}

// GetUsers implements plugin.API.
func (c countedAPI) GetUsers(options *model.UserGetOptions) ([]*model.User, *model.AppError) {
	c.count("GetUsers")
	return c.API.GetUsers(options)
}

// GetUsersInChannel implements plugin.API.
func (c countedAPI) GetUsersInChannel(channelID, sortBy string, page, perPage int) ([]*model.User, *model.AppError) {
	c.count("GetUsersInChannel")
	return c.API.GetUsersInChannel(channelID, sortBy, page, perPage)
}

// HasPermissionTo implements plugin.API.
func (c countedAPI) HasPermissionTo(userID string, permission *model.Permission) bool {
	c.count("HasPermissionTo")
	return c.API.HasPermissionTo(userID, permission)
}

// HasPermissionToChannel implements plugin.API.
func (c countedAPI) HasPermissionToChannel(userID, channelID string, permission *model.Permission) bool {
	c.count("HasPermissionToChannel")
	return c.API.HasPermissionToChannel(userID, channelID, permission)
}

// HasPermissionToTeam implements plugin.API.
func (c countedAPI) HasPermissionToTeam(userID, teamID string, permission *model.Permission) bool {
	c.count("HasPermissionToTeam")
	return c.API.HasPermissionToTeam(userID, teamID, permission)
}

// OpenInteractiveDialog implements plugin.API.
func (c countedAPI) OpenInteractiveDialog(dialog model.OpenDialogRequest) *model.AppError {
	c.count("OpenInteractiveDialog")
	return c.API.OpenInteractiveDialog(dialog)
}

// PluginHTTP implements plugin.API.
func (c countedAPI) PluginHTTP(request *http.Request) *http.Response {
	c.count("PluginHTTP")
	return c.API.PluginHTTP(request)
}

// PublishWebSocketEvent implements plugin.API.
func (c countedAPI) PublishWebSocketEvent(event string, payload map[string]any, broadcast *model.WebsocketBroadcast) {
	c.count("PublishWebSocketEvent")
	c.API.PublishWebSocketEvent(event, payload, broadcast)
}

// RemoveUserCustomStatus implements plugin.API.
func (c countedAPI) RemoveUserCustomStatus(userID string) *model.AppError {
	c.count("RemoveUserCustomStatus")
	return c.API.RemoveUserCustomStatus(userID)
}

// SendEphemeralPost implements plugin.API.
func (c countedAPI) SendEphemeralPost(userID string, post *model.Post) *model.Post {
	c.count("SendEphemeralPost")
	return c.API.SendEphemeralPost(userID, post)
}

// UpdateChannel implements plugin.API.
func (c countedAPI) UpdateChannel(channel *model.Channel) (*model.Channel, *model.AppError) {
	c.count("UpdateChannel")
	return c.API.UpdateChannel(channel)
}

// UpdatePost implements plugin.API.
func (c countedAPI) UpdatePost(post *model.Post) (*model.Post, *model.AppError) {
	c.count("UpdatePost")
	return c.API.UpdatePost(post)
}

// UpdatePreferencesForUser implements plugin.API.
func (c countedAPI) UpdatePreferencesForUser(userID string, preferences []model.Preference) *model.AppError {
	c.count("UpdatePreferencesForUser")
	return c.API.UpdatePreferencesForUser(userID, preferences)
}

// UpdateUserCustomStatus implements plugin.API.
func (c countedAPI) UpdateUserCustomStatus(userID string, customStatus *model.CustomStatus) *model.AppError {
	c.count("UpdateUserCustomStatus")
	return c.API.UpdateUserCustomStatus(userID, customStatus)
}

// Conn implements plugin.Driver.
func (c countedDriver) Conn(isMaster bool) (string, error) {
	c.count("sql_Conn")
	return c.Driver.Conn(isMaster)
}

// ConnPing implements plugin.Driver.
func (c countedDriver) ConnPing(connID string) error {
	c.count("sql_ConnPing")
	return c.Driver.ConnPing(connID)
}

// ConnClose implements plugin.Driver.
func (c countedDriver) ConnClose(connID string) error {
	c.count("sql_ConnClose")
	return c.Driver.ConnClose(connID)
}

// ConnQuery implements plugin.Driver.
func (c countedDriver) ConnQuery(connID, q string, args []driver.NamedValue) (string, error) {
	c.count("sql_ConnQuery")
	return c.Driver.ConnQuery(connID, q, args)
}

// ConnExec implements plugin.Driver.
func (c countedDriver) ConnExec(connID, q string, args []driver.NamedValue) (plugin.ResultContainer, error) {
	c.count("sql_ConnExec")
	return c.Driver.ConnExec(connID, q, args)
}

// Tx implements plugin.Driver.
func (c countedDriver) Tx(connID string, opts driver.TxOptions) (string, error) {
	c.count("sql_Tx")
	return c.Driver.Tx(connID, opts)
}

// TxCommit implements plugin.Driver.
func (c countedDriver) TxCommit(txID string) error {
	c.count("sql_TxCommit")
	return c.Driver.TxCommit(txID)
}

// TxRollback implements plugin.Driver.
func (c countedDriver) TxRollback(txID string) error {
	c.count("sql_TxRollback")
	return c.Driver.TxRollback(txID)
}

// Stmt implements plugin.Driver.
func (c countedDriver) Stmt(connID, q string) (string, error) {
	c.count("sql_Stmt")
	return c.Driver.Stmt(connID, q)
}

// StmtClose implements plugin.Driver.
func (c countedDriver) StmtClose(stID string) error {
	c.count("sql_StmtClose")
	return c.Driver.StmtClose(stID)
}

// StmtNumInput implements plugin.Driver.
func (c countedDriver) StmtNumInput(stID string) int {
	c.count("sql_StmtNumInput")
	return c.Driver.StmtNumInput(stID)
}

// StmtQuery implements plugin.Driver.
func (c countedDriver) StmtQuery(stID string, args []driver.NamedValue) (string, error) {
	c.count("sql_StmtQuery")
	return c.Driver.StmtQuery(stID, args)
}

// StmtExec implements plugin.Driver.
func (c countedDriver) StmtExec(stID string, args []driver.NamedValue) (plugin.ResultContainer, error) {
	c.count("sql_StmtExec")
	return c.Driver.StmtExec(stID, args)
}

// RowsColumns implements plugin.Driver.
func (c countedDriver) RowsColumns(rowsID string) []string {
	c.count("sql_RowsColumns")
	return c.Driver.RowsColumns(rowsID)
}

// RowsClose implements plugin.Driver.
func (c countedDriver) RowsClose(rowsID string) error {
	c.count("sql_RowsClose")
	return c.Driver.RowsClose(rowsID)
}

// RowsNext implements plugin.Driver.
func (c countedDriver) RowsNext(rowsID string, dest []driver.Value) error {
	c.count("sql_RowsNext")
	return c.Driver.RowsNext(rowsID, dest)
}
