import React, {useEffect, useRef, useState} from 'react';
import type {ComponentType} from 'react';

import type {InviteDialogProps} from './invite_dialog';
import type {Call} from '../calls/types';
import type {Notice} from '../notice/notices';
import {problem} from '../notice/problem';
import {useServices} from '../services';

interface Props {
    call: Call;
    onClose: () => void;
    onNotice: (notice?: Notice) => void;
}

/** Where the dialog for guests is; its code comes with the first one. */
export function InvitePlace({call, onClose, onNotice}: Props) {
    const {client, loadInvite} = useServices();
    const [Dialog, setDialog] = useState<ComponentType<InviteDialogProps>>();
    const latest = useRef({onClose, onNotice});
    latest.current = {onClose, onNotice};

    useEffect(() => {
        let wanted = true;
        loadInvite().then(
            (loaded) => {
                if (wanted) {
                    setDialog(() => loaded);
                }
            },
            (error: unknown) => {
                if (wanted) {
                    latest.current.onNotice(problem(error));
                    latest.current.onClose();
                }
            },
        );
        return () => {
            wanted = false;
        };
    }, [loadInvite]);

    return Dialog ? (
        <Dialog
            call={call}
            client={client}
            explain={problem}
            onClose={onClose}
        />
    ) : null;
}
