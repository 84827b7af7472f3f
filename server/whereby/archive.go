package whereby

import (
	"context"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// linkLife is how long a link to a recording or transcript works: long enough
// for a download to begin.
const linkLife = 10 * time.Minute

// Archive is what Whereby remembers of rooms; it implements call.Archive.
type Archive struct {
	client *Client
}

// NewArchive returns the archive of the organization that client works for.
func NewArchive(client *Client) *Archive {
	return &Archive{client: client}
}

// spare refuses while the organization has used up half of its points for the
// minute: looking back can wait, new calls cannot.
func (a *Archive) spare() error {
	b := a.client.Budget()
	if b.Known && b.Remaining < b.Limit/2 && time.Since(b.SeenAt) < time.Minute {
		return &call.Error{Code: call.CodeRateLimited, Wait: time.Minute}
	}
	return nil
}

// Stays implements call.Archive.
func (a *Archive) Stays(ctx context.Context, roomName string, during call.Period) ([]call.Sighting, error) {
	if err := a.spare(); err != nil {
		return nil, err
	}
	sessions, err := a.client.ListRoomSessions(ctx, roomName)
	if err != nil {
		return nil, callError(err)
	}
	var stays []call.Sighting
	for _, session := range sessions {
		if !after(session.EndedAt, during.Since) {
			continue // of an earlier call in the same room
		}
		participants, err := a.client.ListParticipants(ctx, session.ID)
		if err != nil {
			return nil, callError(err)
		}
		for _, p := range participants {
			if p.ID == "" || !after(p.LeftAt, during.Since) || !before(p.JoinedAt, during.Until) {
				continue
			}
			stay := sighting(p.ID, p.ExternalID, p.DisplayName, p.Role)
			stay.JoinedAt, stay.LeftAt = p.JoinedAt, p.LeftAt
			stays = append(stays, stay)
		}
	}
	return stays, nil
}

// Files implements call.Archive.
func (a *Archive) Files(ctx context.Context, roomName string, during call.Period) (files []call.File, summary string, err error) {
	if err = a.spare(); err != nil {
		return nil, "", err
	}
	recordings, err := a.client.ListRecordings(ctx, roomName)
	if err != nil {
		return nil, "", callError(err)
	}
	for _, r := range recordings {
		if after(r.EndDate, during.Since) && before(r.EndDate, during.Until) && r.ID != "" {
			files = append(files, call.File{ID: r.ID, Kind: call.Recording, Name: cut(r.Filename, maxID), ReadyAt: r.EndDate})
		}
	}
	transcriptions, err := a.client.ListTranscriptions(ctx, roomName)
	if err != nil {
		return nil, "", callError(err)
	}
	ready := false
	for _, t := range transcriptions {
		if t.State == TranscriptionReady && after(t.EndDate, during.Since) && before(t.EndDate, during.Until) && t.ID != "" {
			ready = true
			files = append(files, call.File{
				ID: t.ID, Kind: call.Transcript, Name: cut(t.Filename, maxID), ReadyAt: t.EndDate, Elsewhere: t.Storage == StorageOwn,
			})
		}
	}
	if !ready {
		return files, "", nil // without a transcript there is no summary
	}
	summaries, err := a.client.ListSummaries(ctx, roomName, during.Since)
	if KindOf(err) == Forbidden || KindOf(err) == NotFound {
		return files, "", nil // a closed beta that few accounts have
	}
	if err != nil {
		return files, "", callError(err)
	}
	var newest time.Time
	for _, s := range summaries {
		if text := strings.TrimSpace(s.Text); text != "" && !s.CreatedAt.Before(newest) && before(s.StartDate, during.Until) {
			summary, newest = text, s.CreatedAt
		}
	}
	return files, summary, nil
}

// Link implements call.Archive.
func (a *Archive) Link(ctx context.Context, f call.File) (call.SecretURL, error) {
	get := a.client.RecordingAccessLink
	if f.Kind == call.Transcript {
		get = a.client.TranscriptionAccessLink
	}
	link, err := get(ctx, f.ID, linkLife)
	switch KindOf(err) {
	case Forbidden:
		return "", &call.Error{Code: call.CodeElsewhere, Cause: err}
	case NotFound:
		return "", &call.Error{Code: call.CodeNoFile, Cause: err}
	}
	return call.SecretURL(link.URL), callError(err)
}

// Text reads the text of a transcript, most bytes of it at most.
func (a *Archive) Text(ctx context.Context, f call.File, most int64) (string, error) {
	link, err := a.Link(ctx, f)
	if err != nil {
		return "", err
	}
	text, err := a.client.download(ctx, link.Reveal(), most)
	return text, callError(err)
}
