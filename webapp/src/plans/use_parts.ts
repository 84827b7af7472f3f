import {useEffect, useState} from 'react';

import type {PlanParts} from './plans';
import type {Notice} from '../notice/notices';
import {problem} from '../notice/problem';
import {useServices} from '../services';

/** The parts that are code of their own, or why they could not be loaded and what tries again. */
export function useParts(): {parts?: PlanParts; notice?: Notice; again: () => void} {
    const {plans} = useServices();
    const [parts, setParts] = useState<PlanParts>();
    const [notice, setNotice] = useState<Notice>();
    const [tries, setTries] = useState(0);

    useEffect(() => {
        let wanted = true;
        plans.load().then(
            (loaded) => {
                if (wanted) {
                    setParts(loaded);
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
    }, [plans, tries]);

    const again = () => {
        setNotice(undefined);
        setTries(tries + 1);
    };
    return {parts, notice, again};
}
