import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {filled} from '../calls/template_title';
import {channelById, currentUserId, nameByServer} from '../host/state';
import {useTimeFormat} from '../host/use_time_format';

/** What the server makes of a template's title and a topic, in a channel. */
export function useTopicOf(channelId: string): (title: string, topic: string) => string {
    const channel = useSelector((state: GlobalState) => channelById(state, channelId));
    const name = useSelector((state: GlobalState) => nameByServer(state, currentUserId(state)));
    const {timeZone} = useTimeFormat();

    return (title, topic) => {
        if (topic && !title.includes('{topic}')) {
            return topic;
        }
        return filled(title, {
            topic,
            channel: channel?.team_id ? channel.display_name : '',
            name,

            // Swedes write dates as 2025-11-03.
            date: new Intl.DateTimeFormat('sv', {timeZone}).format(new Date()),
        });
    };
}
