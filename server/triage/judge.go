package triage

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/agents"
	"mattermost-plugin-whereby/server/call"
)

// API is what Judge needs of the plugin API.
type API interface {
	GetPost(postID string) (*model.Post, *model.AppError)
	GetPostThread(postID string) (*model.PostList, *model.AppError)
	HasPermissionToChannel(userID, channelID string, permission *model.Permission) bool
}

// Agents answers questions.
type Agents interface {
	Ask(ctx context.Context, q agents.Question) (string, error)
}

// Judge implements call.Judge.
type Judge struct {
	API    API
	Agents Agents
	// BotID is who writes this plugin's own posts, which say nothing of urgency.
	BotID string
	Rules func() Rules
	Log   *slog.Logger
}

// Judge implements call.Judge. What is known when the time is up counts.
func (j *Judge) Judge(ctx context.Context, m call.Matter) call.Verdict {
	rules := j.Rules()
	if rules.By != ByKeywords && rules.By != ByAgents {
		return call.Verdict{}
	}
	ctx, cancel := context.WithTimeout(ctx, rules.Wait)
	defer cancel()
	verdicts := make(chan call.Verdict, 2)
	go func() {
		defer close(verdicts)
		j.decide(ctx, rules, m, verdicts)
	}()
	var best call.Verdict
	for {
		select {
		case verdict, more := <-verdicts:
			if !more {
				return best
			}
			best = verdict
		case <-ctx.Done():
			return best
		}
	}
}

// decide sends the keywords' verdict, then that of an agent, if there is one.
func (j *Judge) decide(ctx context.Context, rules Rules, m call.Matter, verdicts chan<- call.Verdict) {
	text := j.text(m)
	if strings.TrimSpace(text) == "" {
		return
	}
	verdicts <- j.notifying(rules, m, byKeywords(rules.Keywords, m.Starter.Locale, text))
	if rules.By != ByAgents {
		return
	}
	question := questionAbout(text)
	question.Agent, question.UserID, question.ChannelID = rules.Agent, m.Starter.ID, m.ChannelID
	answer, err := j.Agents.Ask(ctx, question)
	if err != nil {
		j.Log.Info("no agent's verdict on a call", "channel_id", m.ChannelID, "err", err)
		return
	}
	verdict, ok := parse(answer)
	if !ok {
		j.Log.Info("an agent's verdict on a call could not be used", "channel_id", m.ChannelID)
		return
	}
	verdicts <- j.notifying(rules, m, atMost(rules.Highest, verdict))
}

// atMost lowers what an agent may not give.
func atMost(highest call.Priority, v call.Verdict) call.Verdict {
	if v.Priority == call.Urgent && highest != call.Urgent {
		v.Priority = highest
	}
	if v.Priority == "" {
		return call.Verdict{}
	}
	return v
}

// notifying adds whom the priority notifies. What mentions many needs the
// permission that the starter would need to write it.
func (j *Judge) notifying(rules Rules, m call.Matter, v call.Verdict) call.Verdict {
	names := rules.Notify[v.Priority]
	mayMentionMany := slices.ContainsFunc(names, mentionsMany) &&
		j.API.HasPermissionToChannel(m.Starter.ID, m.ChannelID, model.PermissionUseChannelMentions)
	for _, name := range names {
		if mayMentionMany || !mentionsMany(name) {
			v.Notify = append(v.Notify, name)
		}
	}
	return v
}

func mentionsMany(name string) bool {
	return name == "channel" || name == "here" || name == "all"
}
