import {useLayoutEffect, useState} from 'react';
import {useSelector} from 'react-redux';

import {currentChannelId} from '../host/state';

/** Where something that sits on the message box has its left and lower edge, and how wide the box is. */
export interface AboveBox {
    left: number;
    bottom: number;
    width: number;
}

/** Follows Mattermost's message box while that is of use; undefined where there is none, as in the System Console. */
export function useMessageBox(used: boolean): AboveBox | undefined {
    const channelId = useSelector(currentChannelId);
    const [above, setAbove] = useState<AboveBox>();

    useLayoutEffect(() => {
        if (!used) {
            return undefined;
        }
        const update = () => {
            setAbove(measured());
        };

        update();

        // The box grows with what is typed, and the page around it with side bars.
        const observer = new ResizeObserver(update);
        observer.observe(document.body);
        const element = box();
        if (element) {
            observer.observe(element);
        }
        return () => {
            observer.disconnect();
        };
    }, [channelId, used]);
    return above;
}

function box(): Element | null {
    return ['#post-create .AdvancedTextEditor__body', '#post-create', '#post_textbox'].
        map((selector) => document.querySelector(selector)).
        find((element) => element !== null) ?? null;
}

function measured(): AboveBox | undefined {
    const rect = box()?.getBoundingClientRect();
    return rect && rect.width > 0 ? {left: rect.left, bottom: window.innerHeight - rect.top, width: rect.width} : undefined;
}
