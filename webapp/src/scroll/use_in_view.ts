import {useEffect, useRef} from 'react';
import type {RefObject} from 'react';

/**
 * Tells when an element comes into view, again whenever `key` is another one. Browsers
 * that do not tell leave it to whatever else does the same.
 */
export function useInView(element: RefObject<HTMLElement>, key: unknown, onSeen: () => void): void {
    const latest = useRef(onSeen);
    latest.current = onSeen;

    useEffect(() => {
        if (!element.current || !('IntersectionObserver' in window)) {
            return undefined;
        }
        const observer = new IntersectionObserver((entries) => {
            if (entries.some(({isIntersecting}) => isIntersecting)) {
                latest.current();
            }
        });
        observer.observe(element.current);
        return () => {
            observer.disconnect();
        };
    }, [element, key]);
}
