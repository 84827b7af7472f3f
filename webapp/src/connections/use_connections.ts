import {useEffect, useRef, useState} from 'react';
import type {RefObject} from 'react';

import type {ConnectionClient} from './connection_client';
import type {Connection, KindInfo} from './types';
import {useLive} from './use_live';
import type {Notice} from '../notice/notices';
import {failure} from '../report/failure';

/** The connections, kept up to date while they are looked at. */
export function useConnections(client: ConnectionClient, element: RefObject<HTMLElement>) {
    const [known, setKnown] = useState<{connections: Connection[]; kinds: KindInfo[]}>();
    const [templates, setTemplates] = useState<string[]>([]);
    const [notice, setNotice] = useState<Notice>();

    // An answer from before a change knows nothing of it.
    const changes = useRef(0);

    useEffect(() => {
        client.settings().then((settings) => {
            setTemplates(settings.templates.map(({name}) => name));
        }, () => undefined); // those that are chosen are offered all the same
    }, [client]);

    useLive(element, async () => {
        const before = changes.current;
        try {
            const answer = await client.connections();
            if (before === changes.current) {
                setKnown(answer);
                setNotice(undefined);
            }
        } catch (error) {
            setNotice(failure(error));
        }
    }, true);

    const change = (how: (connections: Connection[]) => Connection[]) => {
        changes.current++;
        setKnown((now) => now && {...now, connections: how(now.connections)});
    };
    return {
        connections: known?.connections,
        kinds: known?.kinds ?? [],
        templates,
        notice,

        /** Adds a connection or replaces the one of its id. */
        put: (connection: Connection) => {
            change((list) => (list.some(({id}) => id === connection.id) ? list.map((it) => (it.id === connection.id ? connection : it)) : [...list, connection]));
        },
        drop: (id: string) => {
            change((list) => list.filter((it) => it.id !== id));
        },
    };
}
