import React, {useEffect, useLayoutEffect, useReducer, useRef, useState} from 'react';
import type {CSSProperties} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import styles from './call_window.css?inline';
import type {Grip} from './geometry';
import {Room, sendCommand} from './room';
import {heard, unheard} from './room_state';
import type {RoomState} from './room_state';
import {Strip} from './strip';
import {SwitchQuestion} from './switch_question';
import {TitleBar} from './title_bar';
import {useCallName} from './use_call_name';
import {useLostChannel} from './use_lost_channel';
import {useMessageBox} from './use_message_box';
import type {AboveBox} from './use_message_box';
import {usePlace} from './use_place';
import {callsSlice} from '../calls/slice';
import {isRunning} from '../calls/types';

export interface CallWindowProps {
    callId: string;

    /** This person's own link into the call. */
    url: string;

    /** Grows each time that the person wants to see the window. */
    attention: number;

    /** The call that the person wants to join instead. */
    asked?: string;
    onSwitch: () => void;
    onStay: () => void;
    onPopOut: () => void;

    /** The person is out of the call; the window says so and closes by itself. */
    onOver: () => void;
    onClose: () => void;
}

/** How long a room may take to show itself once its page has come, and how long that may take, in milliseconds. */
const READY_AFTER_LOAD = 10_000;
const READY_AT_LAST = 30_000;

/** How long to wait for the room to say goodbye, in milliseconds. */
const LEAVE_GRACE = 1000;

/** How long the window says why it closes, in milliseconds. */
const FAREWELL = 4000;

const EDGES: Grip[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];

type Over = 'ended' | 'removed' | 'lost_channel';
type View = 'normal' | 'minimised' | 'maximised';

/** The call in a window of its own over Mattermost's page. Its room is drawn once and never moves in the page's tree: it would start anew. */
export function CallWindow({callId, url, attention, asked, onSwitch, onStay, onPopOut, onOver, onClose}: CallWindowProps) {
    const {formatMessage} = useIntl();
    const name = useCallName(callId);
    const call = useSelector((state) => callsSlice(state).calls[callId]);
    const [room, hear] = useReducer(heard, unheard);
    const roomPlace = useRef<HTMLDivElement>(null);
    const {leaving, leave} = useLeaving(room, () => {
        sendCommand(roomPlace, url, 'leave_room');
    }, onClose);
    const lostChannel = useLostChannel(call?.channel_id);
    const [loaded, setLoaded] = useState(false);
    const refused = useRefused(room.ready, loaded);
    const [view, setView] = useState<View>('normal');
    const {place, pulling, pull, onArrow} = usePlace();
    const root = useFocus();

    const over = leaving ? undefined : whyOver(call !== undefined && !isRunning(call), room, lostChannel);
    const minimised = view === 'minimised';
    const aboveBox = useMessageBox(minimised);
    const label = formatMessage({id: 'whereby.card.label'}, {topic: name});

    useFarewell(over !== undefined, onOver, onClose);
    useQuestionBeforeUnload(room.insideSince > 0 && !over);

    useEffect(() => {
        if (attention > 0 || asked) {
            setView((before) => (before === 'minimised' ? 'normal' : before));
        }
        if (attention > 0) {
            root.current?.focus();
        }
    }, [attention, asked, root]);

    return (
        <div
            className={`whereby-window ${view}${pulling ? ' pulling' : ''}`}
            ref={root}
            role='dialog'
            aria-modal={false}
            aria-label={label}
            tabIndex={-1}
            style={outline(view, place, aboveBox)}
        >
            <style>{styles}</style>
            <TitleBar
                title={over && minimised ? <OverText over={over}/> : name}
                since={over ? 0 : call?.started_at || room.insideSince}
                minimised={minimised}
                leaving={leaving}
                onDrag={(event) => {
                    if (view === 'normal') {
                        pull('move', event);
                    }
                }}
                onKey={onArrow}
                onMinimise={() => {
                    setView(minimised ? 'normal' : 'minimised');
                }}
                onMaximise={() => {
                    setView(view === 'normal' ? 'maximised' : 'normal');
                }}
                onPopOut={onPopOut}
                onLeave={over ? onClose : leave}
            />
            {over ? !minimised && <p className='whereby-window-over'><OverText over={over}/></p> : (
                <div
                    className='whereby-window-body'
                    style={minimised ? {width: place.width, height: place.height} : undefined}
                >
                    {asked &&
                        <SwitchQuestion
                            from={callId}
                            to={asked}
                            onSwitch={onSwitch}
                            onStay={onStay}
                        />
                    }
                    <Strip
                        trouble={trouble(room.denied, refused)}
                        onPopOut={onPopOut}
                    />
                    <Room
                        place={roomPlace}
                        url={url}
                        title={label}
                        onLoad={() => {
                            setLoaded(true);
                        }}
                        onMessage={hear}
                    />
                </div>
            )}
            <span
                className='whereby-hidden'
                role='status'
            >
                {over && <OverText over={over}/>}
                {!over && room.insideSince > 0 && <FormattedMessage id='whereby.window.joined'/>}
            </span>
            {view === 'normal' && EDGES.map((edge) => (
                <div
                    key={edge}
                    className={`whereby-window-edge whereby-window-edge-${edge}`}
                    onPointerDown={(event) => {
                        pull(edge, event);
                    }}
                />
            ))}
        </div>
    );
}

function OverText({over}: {over: Over}) {
    switch (over) {
    case 'ended':
        return <FormattedMessage id='whereby.window.ended'/>;
    case 'removed':
        return <FormattedMessage id='whereby.window.removed'/>;
    case 'lost_channel':
        return <FormattedMessage id='whereby.window.lost_channel'/>;
    }
}

// Who ends a call for everyone throws everyone out.
function whyOver(callOver: boolean, {out}: RoomState, lostChannel: boolean): Over | undefined {
    if (callOver || out === 'ended') {
        return 'ended';
    }
    if (lostChannel) {
        return 'lost_channel';
    }
    return out === 'removed' ? 'removed' : undefined;
}

function trouble(denied: boolean, refused: boolean) {
    if (denied) {
        return 'denied';
    }
    return refused ? 'refused' : undefined;
}

function outline(view: View, {x, y, width, height}: {x: number; y: number; width: number; height: number}, above?: AboveBox): CSSProperties {
    switch (view) {
    case 'normal':
        return {left: x, top: y, width, height};
    case 'minimised':
        return above ?? {};
    case 'maximised':
        return {};
    }
}

// Leaves by way of the room, so that it says goodbye to the others at once.
function useLeaving({insideSince, knocking, out}: RoomState, ask: () => void, onClose: () => void) {
    const [leaving, setLeaving] = useState(false);
    const close = useLatest(onClose);

    useEffect(() => {
        if (out === 'left' || (out && leaving)) {
            close.current();
        }
    }, [out, leaving, close]);
    useEffect(() => {
        if (!leaving) {
            return undefined;
        }
        const timer = setTimeout(() => {
            close.current();
        }, LEAVE_GRACE);
        return () => {
            clearTimeout(timer);
        };
    }, [leaving, close]);

    const leave = () => {
        if (insideSince || knocking) {
            ask();
            setLeaving(true);
        } else {
            onClose();
        }
    };
    return {leaving, leave};
}

function useRefused(ready: boolean, loaded: boolean): boolean {
    const [late, setLate] = useState(false);
    useEffect(() => {
        if (ready) {
            return undefined;
        }
        const timer = setTimeout(() => {
            setLate(true);
        }, loaded ? READY_AFTER_LOAD : READY_AT_LAST);
        return () => {
            clearTimeout(timer);
        };
    }, [ready, loaded]);
    return late && !ready;
}

function useFarewell(over: boolean, onOver: () => void, onClose: () => void): void {
    const latest = useLatest({onOver, onClose});
    useEffect(() => {
        if (!over) {
            return undefined;
        }
        latest.current.onOver();
        const timer = setTimeout(() => {
            latest.current.onClose();
        }, FAREWELL);
        return () => {
            clearTimeout(timer);
        };
    }, [over, latest]);
}

function useQuestionBeforeUnload(inside: boolean): void {
    useEffect(() => {
        if (!inside) {
            return undefined;
        }
        const ask = (event: BeforeUnloadEvent) => {
            event.preventDefault();
        };
        window.addEventListener('beforeunload', ask);
        return () => {
            window.removeEventListener('beforeunload', ask);
        };
    }, [inside]);
}

// The window has the focus when it opens. When it closes, the focus goes back,
// unless the person works elsewhere by then.
function useFocus() {
    const root = useRef<HTMLDivElement>(null);
    const [before] = useState(() => document.activeElement);
    useLayoutEffect(() => {
        const element = root.current;
        element?.focus();
        return () => {
            const {activeElement} = document;
            if (before instanceof HTMLElement && (activeElement === document.body || element?.contains(activeElement))) {
                before.focus();
            }
        };
    }, [before]);
    return root;
}

function useLatest<T>(value: T) {
    const latest = useRef(value);
    latest.current = value;
    return latest;
}
