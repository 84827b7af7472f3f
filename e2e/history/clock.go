package history

import (
	"sort"
	"time"
)

// Years is how far back a history goes.
const Years = 3

// clock spreads calls over the hours of years: most on working days in the
// morning and the afternoon, and ever more of them.
type clock struct {
	from  time.Time
	hours []float64 // the share of all calls that is in this hour or an earlier one
}

// byHour is how busy the hours of a working day are.
var byHour = [24]float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 4, 9, 12, 11, 9, 5, 9, 11, 10, 8, 5, 2, 1, 0.7, 0.5, 0.3, 0.2}

func newClock(until time.Time) clock {
	from := until.AddDate(-Years, 0, 0).UTC().Truncate(time.Hour)
	c := clock{from: from}
	sum, all := 0.0, float64(until.Sub(from)/time.Hour)
	for hour := from; hour.Before(until.Truncate(time.Hour)); hour = hour.Add(time.Hour) {
		weight := byHour[hour.Hour()] * (0.4 + 0.6*float64(len(c.hours))/all)
		if day := hour.Weekday(); day == time.Saturday || day == time.Sunday {
			weight *= 0.06
		}
		sum += weight
		c.hours = append(c.hours, sum)
	}
	for i := range c.hours {
		c.hours[i] /= sum
	}
	return c
}

// at is the moment before which this share of all calls was.
func (c clock) at(share float64) time.Time {
	hour := min(sort.SearchFloat64s(c.hours, share), len(c.hours)-1)
	before := 0.0
	if hour > 0 {
		before = c.hours[hour-1]
	}
	part := min((share-before)/(c.hours[hour]-before), 1)
	return c.from.Add(time.Duration(hour)*time.Hour + time.Duration(part*float64(time.Hour))).Truncate(time.Millisecond)
}
