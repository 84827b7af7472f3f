import React from 'react';
import type {ReactNode} from 'react';
import {useIntl} from 'react-intl';

import {LeaveIcon, MinimiseIcon, MoveIcon, PopOutIcon, RestoreIcon} from './window_icons';
import {BusyButton} from '../call_card/busy_button';
import {Elapsed} from '../call_card/elapsed';

interface Props {
    title: ReactNode;

    /** When the call began; 0 shows no time. */
    since: number;
    minimised: boolean;
    leaving: boolean;
    onDrag: (event: React.PointerEvent) => void;
    onKey: (event: React.KeyboardEvent) => void;
    onMinimise: () => void;
    onMaximise: () => void;
    onPopOut: () => void;
    onLeave: () => void;
}

/** What the call is, and what one can do with its window. All that is left of it when minimised. */
export function TitleBar({title, since, minimised, leaving, onDrag, onKey, onMinimise, onMaximise, onPopOut, onLeave}: Props) {
    const {formatMessage} = useIntl();
    const minimiseText = minimised ? formatMessage({id: 'whereby.window.restore'}) : formatMessage({id: 'whereby.window.minimise'});
    const popOutText = formatMessage({id: 'whereby.window.pop_out'});
    const leaveText = formatMessage({id: 'whereby.window.leave'});

    // With keys, all that the bar does is done by its handle.
    return (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- see above
        <div
            className='whereby-window-bar'
            onPointerDown={(event) => {
                if (!minimised && !isOnButton(event.target)) {
                    onDrag(event);
                }
            }}
            onDoubleClick={(event) => {
                if (!isOnButton(event.target)) {
                    onMaximise();
                }
            }}
        >
            {!minimised &&
                <button
                    type='button'
                    className='whereby-icon-button whereby-window-handle'
                    aria-label={formatMessage({id: 'whereby.window.handle'})}
                    title={formatMessage({id: 'whereby.window.handle'})}
                    onPointerDown={onDrag}
                    onKeyDown={onKey}
                    onClick={(event) => {
                        // By keys alone: a click of the pointer ends a pull.
                        if (event.detail === 0) {
                            onMaximise();
                        }
                    }}
                >
                    <MoveIcon/>
                </button>
            }
            <h2
                className='whereby-window-title'
                dir='auto'
            >
                {title}
            </h2>
            {since > 0 && <span className='whereby-window-time'><Elapsed since={since}/></span>}
            <button
                type='button'
                className={`whereby-icon-button ${minimised ? 'whereby-window-restore' : 'whereby-window-minimise'}`}
                aria-label={minimiseText}
                title={minimiseText}
                onClick={onMinimise}
            >
                {minimised ? <RestoreIcon/> : <MinimiseIcon/>}
            </button>
            {!minimised &&
                <button
                    type='button'
                    className='whereby-icon-button whereby-window-popout'
                    aria-label={popOutText}
                    title={popOutText}
                    onClick={onPopOut}
                >
                    <PopOutIcon/>
                </button>
            }
            <BusyButton
                className='whereby-icon-button whereby-window-leave'
                busy={leaving}
                onClick={onLeave}
            >
                <LeaveIcon/>
                <span className='whereby-hidden'>{leaveText}</span>
            </BusyButton>
        </div>
    );
}

function isOnButton(target: EventTarget): boolean {
    return target instanceof Element && target.closest('button') !== null;
}
