import {useEffect, useState} from 'react';

import type {Settings} from './types';
import {useServices} from '../services';

/** The plugin's settings; undefined until they are known. */
export function useSettings(): Settings | undefined {
    const {settings} = useServices();
    const [known, setKnown] = useState(settings.current());

    useEffect(() => {
        let shown = true;
        settings.load().then(
            (loaded) => {
                if (shown) {
                    setKnown(loaded);
                }
            },
            () => undefined,
        );
        return () => {
            shown = false;
        };
    }, [settings]);
    return known;
}
