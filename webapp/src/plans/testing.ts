import type {Schedule} from '../calls/types';
import {CHANNEL, ME} from '../testing/mattermost';

/** A series as the API would give it. */
export function aSchedule(changes: Partial<Schedule> = {}): Schedule {
    return {
        id: 'plan1', channel_id: CHANNEL, post_id: 'post1', owner_user_id: ME, topic: 'Standup', when: 'every weekday at 09:00', rrule: 'FREQ=DAILY', time_zone: 'UTC',
        state: 'active', options: {}, next: [Date.UTC(2100, 10, 3, 9), Date.UTC(2100, 10, 4, 9)],
        ics_url: 'https://mattermost.example.com/plan1.ics', google_url: 'https://calendar.google.com/x', outlook_url: 'https://outlook.office.com/x', revision: 1,
        ...changes,
    };
}
