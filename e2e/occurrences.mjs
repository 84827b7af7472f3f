// Reads calendar files and prints, for each, its next occurrences as ical.js
// counts them, by the time zones that stand in the file.
// Usage: node occurrences.mjs <how many> <after, ms> <before, ms> <file>…
import {readFileSync} from 'node:fs';

import ICAL from 'ical.js';

const [count, after, before, ...files] = process.argv.slice(2);

function occurrences(file) {
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, 'utf8')));
    ICAL.TimezoneService.reset();
    for (const zone of calendar.getAllSubcomponents('vtimezone')) {
        ICAL.TimezoneService.register(zone);
    }
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent'));
    const found = [];
    const next = event.iterator();
    for (let time = next.next(); time && found.length < Number(count); time = next.next()) {
        const at = time.toUnixTime() * 1000;
        if (at >= Number(before)) {
            break;
        }
        if (at > Number(after)) {
            found.push(at);
        }
    }
    return {
        occurrences: found,
        title: event.summary,
        minutes: event.duration.toSeconds() / 60,
        zones: calendar.getAllSubcomponents('vtimezone').length,
        sequence: event.sequence,
        status: event.component.getFirstPropertyValue('status'),
        alarms: event.component.getAllSubcomponents('valarm').map((alarm) => alarm.getFirstPropertyValue('trigger').toSeconds() / 60),
    };
}

process.stdout.write(JSON.stringify(files.map(occurrences)));
