import React from 'react';
import type {RefObject} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {PopupMenu} from './popup_menu';
import type {MenuEntry} from './popup_menu';
import {canEnd, canInvite} from '../calls/rights';
import type {Call} from '../calls/types';
import {useSettings} from '../calls/use_settings';
import {MenuIcon} from '../icons/icons';

interface Props {
    call: Call;
    buttonRef: RefObject<HTMLButtonElement>;
    onEnd: () => void;
    onInvite: () => void;
}

/** What is too rare or too grave for a button of its own; nothing where the person may do none of it. */
export function CardMenu({call, buttonRef, onEnd, onInvite}: Props) {
    const {formatMessage} = useIntl();
    const settings = useSettings();
    const endable = useSelector((state: GlobalState) => canEnd(state, call));
    const invitable = useSelector((state: GlobalState) => canInvite(state, call)) && settings?.may_invite;

    const entries: MenuEntry[] = [
        ...(invitable ? [{text: <FormattedMessage id='whereby.card.invite'/>, onChoose: onInvite}] : []),
        ...(endable ? [{text: <FormattedMessage id='whereby.card.end'/>, danger: true, onChoose: onEnd}] : []),
    ];
    if (entries.length === 0) {
        return null;
    }
    return (
        <PopupMenu
            className='whereby-icon-button'
            label={formatMessage({id: 'whereby.card.more'})}
            button={<MenuIcon/>}
            buttonRef={buttonRef}
            entries={entries}
        />
    );
}
