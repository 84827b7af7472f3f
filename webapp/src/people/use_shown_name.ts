import {useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import type {Person} from '../calls/people';
import {userName} from '../host/state';

/** A person's name as the current user wants names shown, and the same with the mark of a guest. */
export function useShownName(person: Person): {name: string; title: string} {
    const {formatMessage} = useIntl();
    const known = useSelector((state: GlobalState) => userName(state, person.userId));
    const name = known ?? (person.name || formatMessage({id: 'whereby.people.nameless'}));
    return {name, title: person.guest ? formatMessage({id: 'whereby.people.guest_name'}, {name}) : name};
}
