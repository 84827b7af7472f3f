import React, {useEffect, useState} from 'react';
import type {ReactNode} from 'react';
import {FormattedMessage} from 'react-intl';

import {LinkIcon} from '../icons/icons';

/** How long "Copied" stands, in milliseconds. */
const COPIED_SHOWN = 2000;

/** Copies a text; `children` says what it is. */
export function CopyButton({text, children}: {text: string; children: ReactNode}) {
    const [copied, setCopied] = useState(false);

    useEffect(() => {
        if (!copied) {
            return undefined;
        }
        const timer = setTimeout(() => {
            setCopied(false);
        }, COPIED_SHOWN);
        return () => {
            clearTimeout(timer);
        };
    }, [copied]);

    return (
        <>
            <button
                type='button'
                className='whereby-button whereby-button-quiet'
                onClick={() => {
                    void copy(text).then(setCopied);
                }}
            >
                <LinkIcon/>
                <span className='whereby-swap'>
                    <span className={copied ? 'whereby-swapped-out' : ''}>
                        {children}
                    </span>
                    <span className={copied ? '' : 'whereby-swapped-out'}>
                        <FormattedMessage id='whereby.copied'/>
                    </span>
                </span>
            </button>
            <span
                className='whereby-hidden'
                role='status'
            >
                {copied && <FormattedMessage id='whereby.copied'/>}
            </span>
        </>
    );
}

// The clipboard needs https; on a plain http server a hidden field does.
async function copy(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        const field = document.createElement('textarea');
        field.value = text;
        field.style.cssText = 'position:fixed;opacity:0';
        document.body.append(field);
        field.select();
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else works without https
        const done = document.execCommand('copy');
        field.remove();
        return done;
    }
}
