import {useEffect, useRef} from 'react';
import type {RefObject} from 'react';

/** How often what is looked at is asked for again, in milliseconds. */
const EVERY = 4000;

/**
 * Asks when an element comes into view, and again and again while it is, but not while the
 * page is hidden. With `atOnce` it does not wait to be seen the first time.
 */
export function useLive(element: RefObject<HTMLElement>, ask: () => Promise<void>, atOnce = false): void {
    const latest = useRef(ask);
    latest.current = ask;

    useEffect(() => {
        let inView = !('IntersectionObserver' in window);
        let busy = false;
        const askNow = () => {
            if (!busy) {
                busy = true;
                void latest.current().finally(() => {
                    busy = false;
                });
            }
        };
        const look = () => {
            if (inView && !document.hidden) {
                askNow();
            }
        };
        const observer = inView ? undefined : new IntersectionObserver((entries) => {
            inView = entries.at(-1)?.isIntersecting ?? false;
            look();
        });
        if (element.current) {
            observer?.observe(element.current);
        }
        const timer = setInterval(look, EVERY);
        document.addEventListener('visibilitychange', look);
        if (atOnce) {
            askNow();
        } else {
            look();
        }
        return () => {
            observer?.disconnect();
            clearInterval(timer);
            document.removeEventListener('visibilitychange', look);
        };
    }, [element, atOnce]);
}
