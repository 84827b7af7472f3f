import {useState} from 'react';
import {useIntl} from 'react-intl';

import type {Part} from './draft';
import {isExplained} from '../calls/client';
import {failure} from '../report/failure';
import type {Notice} from '../notice/notices';

const PARTS: string[] = ['name', 'url', 'secret', 'account', 'events', 'channels', 'teams', 'templates'] satisfies Part[];

/** Asks the server, and holds what it has against the request: at a part of it, or as a whole. */
export function useSaving<Task extends string>() {
    const {formatMessage} = useIntl();
    const [busy, setBusy] = useState<Task>();
    const [problems, setProblems] = useState<Part[]>([]);
    const [notice, setNotice] = useState<Notice>();

    // How often something was wrong.
    const [faults, setFaults] = useState(0);
    const blame = (parts: Part[]) => {
        setProblems(parts);
        setFaults((count) => count + 1);
    };

    const ask = async (task: Task, found: Part[], request: () => Promise<void>) => {
        setNotice(undefined);
        if (found.length > 0) {
            blame(found);
            return;
        }
        setProblems([]);
        setBusy(task);
        try {
            await request();
        } catch (error) {
            const value = isExplained(error) ? error.value ?? '' : '';
            const [, max] = /^connections: (\d+)$/.exec(value) ?? [];
            if (PARTS.includes(value)) {
                blame([value as Part]);
            } else if (max) {
                setNotice({kind: 'said', text: formatMessage({id: 'whereby.admin.full'}, {max: Number(max)})});
            } else {
                setNotice(failure(error));
            }
        }
        setBusy(undefined);
    };
    const mend = (parts: string[]) => {
        setProblems(problems.filter((part) => !parts.includes(part)));
    };
    return {busy, problems, faults, notice, ask, mend};
}
