import React, {useEffect, useRef, useState} from 'react';
import type {RefObject} from 'react';

import type {RoomMessage} from './room_state';
import {embedded, isWherebyRoom} from './room_url';

// As Whereby's web component has it.
const ALLOW = 'autoplay; camera; microphone; fullscreen; speaker; display-capture; media-capture; compute-pressure; screen-wake-lock';

interface Props {

    /** For the element around the room, which sendCommand takes. */
    place: RefObject<HTMLDivElement>;
    url: string;
    title: string;
    onLoad: () => void;
    onMessage: (message: RoomMessage) => void;
}

/** The room itself. */
export function Room({place, url, title, onLoad, onMessage}: Props) {
    const whereby = isWherebyRoom(url);
    const latest = useRef({onLoad, onMessage});
    latest.current = {onLoad, onMessage};

    useEffect(() => {
        const element = place.current;
        const listen = (event: MessageEvent<unknown>) => {
            const {data, origin, source} = event;
            if (source && source === frameIn(place)?.contentWindow && origin === new URL(url).origin && isMessage(data)) {
                latest.current.onMessage(data);
            }
        };
        const loaded = () => {
            latest.current.onLoad();
        };
        window.addEventListener('message', listen);

        // A frame's load event reaches what is around it on its way down only.
        element?.addEventListener('load', loaded, true);
        return () => {
            window.removeEventListener('message', listen);
            element?.removeEventListener('load', loaded, true);
        };
    }, [place, url]);

    return (
        <div
            className='whereby-window-room'
            ref={place}
        >
            {whereby ? (
                <WherebyEmbed
                    url={url}
                    title={title}
                />
            ) : (
                <iframe
                    src={embedded(url)}
                    title={title}
                    allow={ALLOW}
                    referrerPolicy='strict-origin-when-cross-origin'
                />
            )}
        </div>
    );
}

function WherebyEmbed({url, title}: {url: string; title: string}) {
    const [defined, setDefined] = useState(isDefined);
    useEffect(() => {
        if (!isDefined()) {
            void import('@whereby.com/browser-sdk/embed').then(() => {
                setDefined(true);
            });
        }
    }, []);

    // The component draws itself at the first attribute after `room`.
    return defined ? React.createElement('whereby-embed', {room: url, title}) : null;
}

// A page knows an element once and for all, also when the plugin is upgraded under it.
function isDefined(): boolean {
    return customElements.get('whereby-embed') !== undefined;
}

/** Asks the room for something; it may not listen. */
export function sendCommand(place: RefObject<HTMLDivElement>, url: string, command: 'leave_room'): void {
    frameIn(place)?.contentWindow?.postMessage({command, args: []}, new URL(url).origin);
}

function frameIn(place: RefObject<HTMLDivElement>): HTMLIFrameElement | null {
    return place.current?.querySelector('iframe') ?? null;
}

function isMessage(data: unknown): data is RoomMessage {
    return typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string';
}
