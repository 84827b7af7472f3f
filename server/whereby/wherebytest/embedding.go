package wherebytest

// Embedding is how room pages bear with being shown inside another page.
type Embedding struct {
	// Refused lets browsers show nothing there, as Whereby does for sites that
	// are not among the allowed domains.
	Refused bool `json:"refused"`
	// DevicesDenied is as if the person, or the browser, denied the room camera and microphone.
	DevicesDenied bool `json:"devices_denied"`
}

// SetEmbedding changes how room pages that are opened from now on bear with being embedded.
func (s *Sandbox) SetEmbedding(embedding Embedding) {
	s.lock()
	defer s.unlock()
	s.embedding = embedding
}

// framePolicy is what a room page's Content-Security-Policy says of pages around it.
func (e Embedding) framePolicy() string {
	if e.Refused {
		return "frame-ancestors 'none'"
	}
	return "frame-ancestors *"
}
