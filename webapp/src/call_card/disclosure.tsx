import React, {useId, useRef, useState} from 'react';
import type {ReactNode} from 'react';

import {usePopup} from './use_popup';

interface Props {

    /** What the button says. */
    summary: ReactNode;
    className: string;

    /** The heading of what it opens. */
    title: string;
    children: ReactNode;
}

/** A button that shows more in a box over the page, so that the card keeps its size. */
export function Disclosure({summary, className, title, children}: Props) {
    const [side, setSide] = useState<'above' | 'below'>();
    const button = useRef<HTMLButtonElement>(null);
    const {place, onKeyDown} = usePopup(side !== undefined, () => {
        setSide(undefined);
    }, button);
    const boxId = useId();
    const titleId = useId();

    // Where there is more room: the newest posts are at the bottom.
    const toggle = () => {
        const top = button.current?.getBoundingClientRect().top ?? 0;
        setSide(side ? undefined : (top > window.innerHeight / 2 ? 'above' : 'below'));
    };

    return (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only hears keys of what is in it
        <div
            className='whereby-disclosure'
            ref={place}
            onKeyDown={onKeyDown}
        >
            <button
                type='button'
                ref={button}
                className={className}
                aria-expanded={side !== undefined}
                aria-controls={side && boxId}
                onClick={toggle}
            >
                {summary}
            </button>
            {side &&
                <div
                    id={boxId}
                    className={`whereby-popup whereby-popup-${side}`}
                    role='group'
                    aria-labelledby={titleId}
                >
                    <div
                        id={titleId}
                        className='whereby-popup-title'
                    >
                        {title}
                    </div>
                    {children}
                </div>
            }
        </div>
    );
}
