package config

import "testing"

// BenchmarkCall is what every start asks for, more than once.
func BenchmarkCall(b *testing.B) {
	c := Defaults()
	c.APIKey, c.EncryptionKey = "key", "0123456789012345678901234567890123456789"
	c.AllowedEmailDomains, c.WorkingHours, c.WorkingTimeZone, c.Holidays = "acme.com, acme.org", "mon-fri 09:00-17:30", "Europe/Berlin", "12-25"
	var h Holder
	h.Set(Snapshot{Config: c})
	b.ReportAllocs()
	for b.Loop() {
		_ = h.Get().Call()
	}
}
