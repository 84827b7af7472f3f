import {useEffect, useState} from 'react';

import type {Notice} from '../notice/notices';
import {problem} from '../notice/problem';

/** What a chunk brings, or why it could not be loaded and what tries again. */
export function useChunk<T>(load: () => Promise<T>): {loaded?: T; notice?: Notice; again: () => void} {
    const [loaded, setLoaded] = useState<T>();
    const [notice, setNotice] = useState<Notice>();
    const [tries, setTries] = useState(0);

    useEffect(() => {
        let wanted = true;
        load().then(
            (it) => {
                if (wanted) {
                    setLoaded(() => it);
                }
            },
            (error: unknown) => {
                if (wanted) {
                    setNotice(problem(error));
                }
            },
        );
        return () => {
            wanted = false;
        };
    }, [load, tries]);

    const again = () => {
        setNotice(undefined);
        setTries(tries + 1);
    };
    return {loaded, notice, again};
}
