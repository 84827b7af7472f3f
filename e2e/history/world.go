package history

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"sort"
)

// World is where calls are and who is in them.
type World struct {
	// Channels come with the busiest first.
	Channels []Channel
	People   []Person

	busy []float64 // the share of all calls that is in this channel or a busier one
}

// Channel is a channel, or a direct message when it has no team.
type Channel struct {
	ID, TeamID string
}

// Person is somebody with an account.
type Person struct {
	ID, Name string
}

// Teams is how many teams the channels of a made-up world are in, half of them in the first.
const Teams = 4

// NewWorld makes up so many channels and people, the same ones for the same
// seed. Every seventh channel is a direct message.
func NewWorld(seed uint64, channels, people int) World {
	r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // the same for the same seed
	var teams [Teams]string
	for i := range teams {
		teams[i] = newID(r)
	}
	var w World
	for i := range channels {
		channel := Channel{ID: newID(r), TeamID: teams[bits.TrailingZeros(uint(i+1))%Teams]}
		if i%7 == 6 {
			channel.TeamID = ""
		}
		w.Channels = append(w.Channels, channel)
	}
	for range people {
		w.People = append(w.People, Person{ID: newID(r), Name: newName(r)})
	}
	w.share()
	return w
}

// share gives the channels their shares by Zipf's law, a little flattened at the top.
func (w *World) share() {
	w.busy = make([]float64, len(w.Channels))
	sum := 0.0
	for i := range w.busy {
		sum += math.Pow(float64(i+4), -1.05)
		w.busy[i] = sum
	}
	for i := range w.busy {
		w.busy[i] /= sum
	}
}

// channel draws a channel, and its number.
func (w *World) channel(r *rand.Rand) (Channel, int) {
	i := min(sort.SearchFloat64s(w.busy, r.Float64()), len(w.Channels)-1)
	return w.Channels[i], i
}

// company draws different people of a channel's circle, the first of them more
// often than the last.
func (w *World) company(r *rand.Rand, channel, size int) []Person {
	circle := min(6+900/(channel+8), len(w.People))
	size = min(size, circle)
	taken := make(map[int]bool, size)
	company := make([]Person, 0, size)
	for len(company) < size {
		i := min(r.IntN(circle), r.IntN(circle))
		for taken[i] {
			i = (i + 1) % circle
		}
		taken[i] = true
		company = append(company, w.People[(channel*31+i*7)%len(w.People)])
	}
	return company
}

var (
	givenNames  = []string{"Ada", "Ben", "Chloé", "Dmitri", "Emeka", "Fatima", "Grace", "Hiro", "Inés", "Jonas", "Kavya", "Léa", "Mateo", "Nour", "Olga", "Priya", "Quentin", "Rosa", "Sven", "Tuğba"}
	familyNames = []string{"Adeyemi", "Berg", "Castillo", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Jansen", "Kowalski", "Lindgren", "Müller", "Nakamura", "O'Brien", "Popescu", "Rossi", "Šimić", "Tanaka", "Weber"}
)

func newName(r *rand.Rand) string {
	return givenNames[r.IntN(len(givenNames))] + " " + familyNames[r.IntN(len(familyNames))]
}

// newID is an id as Mattermost has them.
func newID(r *rand.Rand) string {
	const alphabet = "ybndrfg8ejkmcpqxot1uwisza345h769"
	id := make([]byte, 26)
	for i := 0; i < len(id); i += 12 {
		bits := r.Uint64()
		for j := i; j < min(i+12, len(id)); j++ {
			id[j] = alphabet[bits&31]
			bits >>= 5
		}
	}
	return string(id)
}

func newUUID(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&0xffffffffffff)
}
