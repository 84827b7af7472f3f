import {useEffect, useRef, useState} from 'react';
import type {KeyboardEvent, PointerEvent} from 'react';

import {firstPlace, fitted, pulled} from './geometry';
import type {Grip, Place, Viewport} from './geometry';

const STORED = 'whereby_call_window';

/** How far an arrow key moves the window or its edge, in pixels. */
const STEP = 16;

const ARROWS: Record<string, [number, number] | undefined> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};

interface Placing {

    /** Where the window is: as wanted, as far as the page is large enough. */
    place: Place;

    /** Whether the pointer pulls at the window. */
    pulling: boolean;

    /** For what is pulled at. */
    pull: (grip: Grip, event: PointerEvent) => void;

    /** For the handle: arrows move, with Shift they resize. */
    onArrow: (event: KeyboardEvent) => void;
}

/** Where the window is, remembered in this browser. */
export function usePlace(): Placing {
    const viewport = useViewport();
    const [wanted, setWanted] = useState(() => stored() ?? firstPlace(viewport));
    const stopPulling = useRef<() => void>(() => undefined);
    const [pulling, setPulling] = useState(false);
    const place = fitted(wanted, viewport);

    useEffect(() => {
        if (!pulling) {
            store(wanted);
        }
    }, [pulling, wanted]);
    useEffect(() => () => {
        stopPulling.current();
    }, []);

    const pull = (grip: Grip, {button, clientX, clientY}: PointerEvent) => {
        if (button !== 0) {
            return;
        }
        const follow = (event: globalThis.PointerEvent) => {
            setWanted(pulled(place, grip, event.clientX - clientX, event.clientY - clientY, viewport));
        };
        const stop = () => {
            setPulling(false);
            window.removeEventListener('pointermove', follow);
            window.removeEventListener('pointerup', stop);
            window.removeEventListener('pointercancel', stop);
        };
        stopPulling.current = stop;
        setPulling(true);
        window.addEventListener('pointermove', follow);
        window.addEventListener('pointerup', stop);
        window.addEventListener('pointercancel', stop);
    };

    const onArrow = (event: KeyboardEvent) => {
        const direction = ARROWS[event.key];
        if (direction) {
            event.preventDefault();
            event.stopPropagation();
            const [x, y] = direction;
            setWanted(pulled(place, event.shiftKey ? 'se' : 'move', x * STEP, y * STEP, viewport));
        }
    };
    return {place, pulling, pull, onArrow};
}

function useViewport(): Viewport {
    const [viewport, setViewport] = useState(size);
    useEffect(() => {
        const update = () => {
            setViewport(size());
        };
        window.addEventListener('resize', update);
        return () => {
            window.removeEventListener('resize', update);
        };
    }, []);
    return viewport;
}

const size = (): Viewport => ({width: window.innerWidth, height: window.innerHeight});

function stored(): Place | undefined {
    try {
        const {x, y, width, height} = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Place>;
        if ([x, y, width, height].every(Number.isFinite)) {
            return {x, y, width, height} as Place;
        }
    } catch {
        // Not readable, or not ours.
    }
    return undefined;
}

function store(place: Place): void {
    try {
        localStorage.setItem(STORED, JSON.stringify(place));
    } catch {
        // Storage may be full or forbidden.
    }
}
