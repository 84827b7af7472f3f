package main

import (
	"context"
	"log/slog"

	"github.com/mattermost/mattermost/server/public/plugin"
)

// serverLog writes what the plugin logs into Mattermost's own log.
type serverLog struct {
	api   plugin.API
	attrs []any
}

// Enabled implements slog.Handler; the server decides by its own level.
func (serverLog) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (l serverLog) Handle(_ context.Context, record slog.Record) error {
	pairs := append([]any{}, l.attrs...)
	record.Attrs(func(attr slog.Attr) bool {
		pairs = append(pairs, attr.Key, attr.Value.Resolve().String())
		return true
	})
	switch {
	case record.Level >= slog.LevelError:
		l.api.LogError(record.Message, pairs...)
	case record.Level >= slog.LevelWarn:
		l.api.LogWarn(record.Message, pairs...)
	case record.Level >= slog.LevelInfo:
		l.api.LogInfo(record.Message, pairs...)
	default:
		l.api.LogDebug(record.Message, pairs...)
	}
	return nil
}

// WithAttrs implements slog.Handler.
func (l serverLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	pairs := append([]any{}, l.attrs...)
	for _, attr := range attrs {
		pairs = append(pairs, attr.Key, attr.Value.Resolve().String())
	}
	return serverLog{api: l.api, attrs: pairs}
}

// WithGroup implements slog.Handler; the server's log knows no groups.
func (l serverLog) WithGroup(string) slog.Handler { return l }
