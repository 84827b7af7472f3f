/** Where the window is on the page, in pixels. */
export interface Place {
    x: number;
    y: number;
    width: number;
    height: number;
}

/** The page's visible size. */
export interface Viewport {
    width: number;
    height: number;
}

/** What is pulled at: the whole, or an edge or corner by its points of the compass. */
export type Grip = 'move' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw';

const START = {width: 480, height: 320};
const MIN = {width: 280, height: 200};

/** Up to this width, a page is a phone's: as for Mattermost. */
const PHONE_WIDTH = 768;

/** Where the window opens at first: bottom right, clear of the App Bar and the message box. */
export function firstPlace(viewport: Viewport): Place {
    return fitted({x: viewport.width - START.width - 72, y: viewport.height - START.height - 136, ...START}, viewport);
}

/** The place moved and shrunk as far as it takes to be inside the viewport. */
export function fitted(place: Place, viewport: Viewport): Place {
    const width = viewport.width <= PHONE_WIDTH ? viewport.width : clamp(place.width, MIN.width, viewport.width);
    const height = clamp(place.height, MIN.height, viewport.height);
    return {
        x: clamp(place.x, 0, viewport.width - width),
        y: clamp(place.y, 0, viewport.height - height),
        width,
        height,
    };
}

/** The place after a pull at a grip; what lies across from it stays. */
export function pulled(place: Place, grip: Grip, dx: number, dy: number, viewport: Viewport): Place {
    if (grip === 'move') {
        return fitted({...place, x: place.x + dx, y: place.y + dy}, viewport);
    }
    const {x, y, width, height} = place;
    const result = {...place};
    if (grip.includes('e')) {
        result.width = clamp(width + dx, MIN.width, viewport.width - x);
    }
    if (grip.includes('s')) {
        result.height = clamp(height + dy, MIN.height, viewport.height - y);
    }
    if (grip.includes('w')) {
        result.width = clamp(width - dx, MIN.width, x + width);
        result.x = (x + width) - result.width;
    }
    if (grip.includes('n')) {
        result.height = clamp(height - dy, MIN.height, y + height);
        result.y = (y + height) - result.height;
    }
    return fitted(result, viewport);
}

// The upper bound wins: a window is never larger than the page.
function clamp(value: number, min: number, max: number): number {
    return Math.min(Math.max(value, min), Math.max(max, 0));
}
