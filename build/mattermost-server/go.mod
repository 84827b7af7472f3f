module github.com/mattermost/mattermost/server/v8

go 1.25.0
