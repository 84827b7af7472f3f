package wherebytest

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"time"
)

//go:embed page
var pageFiles embed.FS

// pages are self-contained: style and script go into the HTML.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"style":  func(name string) template.CSS { return template.CSS(pageFile(name)) }, //nolint:gosec // embedded
	"script": func(name string) template.JS { return template.JS(pageFile(name)) },   //nolint:gosec // embedded
}).ParseFS(pageFiles, "page/*.html"))

func pageFile(name string) string {
	content, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // a misspelt name in a template
	}
	return string(content)
}

// pageConfig is what the page's script starts from; it is JSON in the page.
type pageConfig struct {
	Room        string `json:"room"` // without its slash
	Role        string `json:"role"`
	Locked      bool   `json:"locked"`
	VoiceOnly   bool   `json:"voiceOnly"`
	DisplayName string `json:"displayName"`
	ExternalID  string `json:"externalId"`
	Metadata    string `json:"metadata"`
	RoomKey     string `json:"roomKey"`
	// NameRefused says that the link had a display name that Whereby does not take.
	NameRefused bool `json:"nameRefused"`
	// DevicesDenied: see Embedding.
	DevicesDenied bool      `json:"devicesDenied"`
	Lang          string    `json:"lang"`
	Theme         pageTheme `json:"theme"`
}

// servePage shows the room at /<room name>, by the link's parameters.
func (s *Sandbox) servePage(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path == "/" {
		writePage(w, http.StatusOK, "message.html", message{"Whereby sandbox", "Rooms are opened by the links that the API gives."})
		return
	}
	s.lock()
	m, err := s.room(r.URL.Path)
	embedding := s.embedding
	var theme pageTheme
	if err == nil {
		theme = themeOf(m.roomName, s.themes[m.roomName])
	}
	s.unlock()
	w.Header().Set("Content-Security-Policy", embedding.framePolicy())
	if err != nil {
		writePage(w, http.StatusNotFound, "message.html", message{
			"This room does not exist", "It was deleted, its meeting has ended, or the link is wrong.",
		})
		return
	}

	query := r.URL.Query()
	if err := checkExternalID(query.Get("externalId")); err != nil {
		writePage(w, http.StatusBadRequest, "message.html", message{"This link does not work", "Refused: " + err.Error() + "."})
		return
	}
	config := pageConfig{
		Room:        m.roomName[1:],
		Role:        m.roleOf(query.Get("roomKey")),
		Locked:      m.locked,
		VoiceOnly:   query.Get("cameraAccess") == "off",
		DisplayName: query.Get("displayName"),
		ExternalID:  query.Get("externalId"),
		Metadata:    query.Get("metadata"),
		RoomKey:     query.Get("roomKey"),
		Lang:        query.Get("lang"),

		DevicesDenied: embedding.DevicesDenied,
		Theme:         theme,
	}
	if config.DisplayName != "" && checkDisplayName(config.DisplayName) != nil {
		config.DisplayName, config.NameRefused = "", true
	}
	writePage(w, http.StatusOK, "room.html", config)
}

type message struct{ Title, Text string }

func writePage(w http.ResponseWriter, status int, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // links hold role keys
	w.WriteHeader(status)
	_ = pages.ExecuteTemplate(w, name, data)
}

// roomRoutes are what the room page calls.
func (s *Sandbox) roomRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /_room/{room}/join", s.pageArrives(s.Join))
	mux.HandleFunc("POST /_room/{room}/knock", s.pageArrives(s.Knock))
	mux.HandleFunc("POST /_room/{room}/leave", s.pageActs(false, func(room string, act pageAct) error {
		return s.Leave(room, act.Me)
	}))
	mux.HandleFunc("POST /_room/{room}/answer", s.pageActs(true, func(room string, act pageAct) error {
		return s.AnswerKnock(room, act.ID, act.LetIn)
	}))
	mux.HandleFunc("POST /_room/{room}/end", s.pageActs(true, func(room string, _ pageAct) error {
		return s.EndForAll(room)
	}))
	mux.HandleFunc("GET /_room/{room}/events", s.streamRoom)
	mux.HandleFunc("GET /_room/{room}/theme/{part}", s.serveThemeImage)
	return mux
}

func (s *Sandbox) pageArrives(arrive func(string, Person) (Participant, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var person Person
		if !readJSON(w, r, &person) {
			return
		}
		p, err := arrive(r.PathValue("room"), person)
		if err != nil {
			writeRoomError(w, err)
			return
		}
		s.watchPage(r.PathValue("room"), p.ID)
		writeJSON(w, http.StatusCreated, p)
	}
}

// pageAct is what a participant does in the page.
type pageAct struct {
	Me    string `json:"me"`
	ID    string `json:"id"`    // of somebody else
	LetIn bool   `json:"letIn"` // him
}

func (s *Sandbox) pageActs(hostOnly bool, act func(room string, act pageAct) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body pageAct
		if !readJSON(w, r, &body) {
			return
		}
		room := r.PathValue("room")
		s.lock()
		_, me, err := s.participant(room, body.Me)
		if err == nil && hostOnly && me.Role != RoleHost {
			err = ErrNotHost
		}
		s.unlock()
		if err == nil {
			err = act(room, body)
		}
		if err != nil {
			writeRoomError(w, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// roomView is the room as one participant's page shows it.
type roomView struct {
	Presence presence       `json:"presence"`
	Role     string         `json:"role"`
	People   []personView   `json:"people"`
	Knocks   []knockingView `json:"knocks"` // for hosts
}

type personView struct {
	DisplayName string `json:"displayName"`
	Role        string `json:"role"`
	Me          bool   `json:"me"`
}

type knockingView struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
}

func viewFor(m *meeting, p *participant) roomView {
	view := roomView{Presence: p.presence, Role: p.Role, People: []personView{}, Knocks: []knockingView{}}
	if p.presence != presenceIn {
		return view
	}
	for _, other := range m.people {
		switch {
		case !other.Knocking:
			view.People = append(view.People, personView{other.DisplayName, other.Role, other == p})
		case p.Role == RoleHost:
			view.Knocks = append(view.Knocks, knockingView{other.ID, other.DisplayName})
		}
	}
	return view
}

// streamRoom sends the room's state to a participant's page (server-sent events) as long as he is there.
func (s *Sandbox) streamRoom(w http.ResponseWriter, r *http.Request) {
	room, id := r.PathValue("room"), r.URL.Query().Get("me")
	s.lock()
	m, p, err := s.participant(room, id)
	if err == nil {
		p.streams++
	}
	s.unlock()
	if err != nil {
		writeRoomError(w, err)
		return
	}
	defer func() {
		s.lock()
		p.streams--
		p.wakeUp() // a page that has connected again may have missed what this stream took
		s.unlock()
		s.watchPage(room, id)
	}()

	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	for {
		s.lock()
		view := viewFor(m, p)
		s.unlock()
		data, err := json.Marshal(view)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil || http.NewResponseController(w).Flush() != nil {
			return
		}
		if view.Presence != presenceIn && view.Presence != presenceKnocking {
			return
		}
		select {
		case <-p.changed:
		case <-r.Context().Done():
			return
		case <-s.done:
			return
		}
	}
}

// watchPage takes a participant out whose page is gone: closed, or its connection lost. A page that
// is loading, or connecting again, has a moment.
func (s *Sandbox) watchPage(room, id string) {
	s.lock()
	defer s.unlock()
	_, p, err := s.participant(room, id)
	if err != nil || s.closed {
		return
	}
	if p.watch != nil {
		p.watch.Stop()
	}
	p.watch = time.AfterFunc(s.pageGrace, func() {
		s.lock()
		defer s.unlock()
		if m, p, err := s.participant(room, id); err == nil && p.streams == 0 {
			s.depart(m, p, presenceLeft)
		}
	})
}
