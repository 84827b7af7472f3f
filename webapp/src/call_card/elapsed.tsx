import React, {useEffect, useState} from 'react';

import {clock} from './length';

/** How long something has gone on, by the second. */
export function Elapsed({since}: {since: number}) {
    const [now, setNow] = useState(Date.now);
    useEffect(() => {
        const timer = setInterval(() => {
            setNow(Date.now());
        }, 1000);
        return () => {
            clearInterval(timer);
        };
    }, []);
    return <span role='timer'>{clock(now - since)}</span>;
}
