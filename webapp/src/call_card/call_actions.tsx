import React, {useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import {useSelector} from 'react-redux';

import type {GlobalState} from '@mattermost/types/store';

import {Badge} from './badge';
import {BusyButton} from './busy_button';
import {CallFiles} from './call_files';
import {Summarise} from './summarise';
import {againRequest} from '../calls/again';
import {obstacleToStart} from '../calls/rights';
import {isJoinable} from '../calls/types';
import type {Call} from '../calls/types';
import {CopyButton} from '../copy/copy_button';
import {CameraIcon, CaptionsIcon, FileIcon, LockIcon, MegaphoneIcon, MicrophoneIcon, PeopleIcon, RecordIcon, StreamIcon} from '../icons/icons';
import type {Notice} from '../notice/notices';
import {useServices} from '../services';

interface Props {
    call: Call;
    onNotice: (notice?: Notice) => void;
}

/** The card's bottom row: what one can do, and what is special about the call. */
export function CallActions({call, onNotice}: Props) {
    return (
        <div className='whereby-actions'>
            {isJoinable(call) ? (
                <>
                    <JoinButton
                        call={call}
                        onNotice={onNotice}
                    />
                    {call.room_url && (
                        <CopyButton text={call.room_url}>
                            <FormattedMessage id='whereby.card.copy'/>
                        </CopyButton>
                    )}
                </>
            ) : (
                <>
                    <CallAgain call={call}/>
                    <CallFiles files={call.files ?? []}/>
                    <Summarise
                        call={call}
                        onNotice={onNotice}
                    />
                </>
            )}
            <Badges call={call}/>
        </div>
    );
}

function JoinButton({call, onNotice}: Props) {
    const {join} = useServices();
    const [busy, setBusy] = useState(false);

    const press = async () => {
        setBusy(true);
        await join(call.id, onNotice);
        setBusy(false);
    };

    return (
        <BusyButton
            className='whereby-button whereby-button-primary'
            busy={busy}
            onClick={() => {
                void press();
            }}
        >
            <CameraIcon/>
            <FormattedMessage id='whereby.card.join'/>
        </BusyButton>
    );
}

// The same call once more. Where another runs by now, the server says so.
function CallAgain({call}: {call: Call}) {
    const {starter} = useServices();
    const [busy, setBusy] = useState(false);
    const obstacle = useSelector((state: GlobalState) => obstacleToStart(state, call.channel_id));
    if (call.state === 'creating' || obstacle) {
        return null;
    }

    const start = async () => {
        setBusy(true);
        await starter.start(againRequest(call));
        setBusy(false);
    };
    return (
        <BusyButton
            className='whereby-button whereby-button-quiet'
            busy={busy}
            onClick={() => {
                void start();
            }}
        >
            {call.state === 'failed' ? <FormattedMessage id='whereby.card.try_again'/> : <FormattedMessage id='whereby.card.call_again'/>}
        </BusyButton>
    );
}

function Badges({call: {options}}: {call: Call}) {
    const {formatMessage} = useIntl();
    const badges = [

        // Which brings a waiting room and a large room.
        options.viewers ? [
            {icon: <MegaphoneIcon/>, text: formatMessage({id: 'whereby.badge.viewers'})},
        ] : [
            options.locked && {icon: <LockIcon/>, text: formatMessage({id: 'whereby.badge.locked'})},
            options.large && {icon: <PeopleIcon/>, text: formatMessage({id: 'whereby.badge.large'})},
        ],
        options.audio_only && {icon: <MicrophoneIcon/>, text: formatMessage({id: 'whereby.badge.audio_only'})},
        options.record && {icon: <RecordIcon/>, text: formatMessage({id: 'whereby.badge.record'})},
        options.transcribe && {icon: <FileIcon/>, text: formatMessage({id: 'whereby.badge.transcribe'})},
        options.captions && {icon: <CaptionsIcon/>, text: formatMessage({id: 'whereby.badge.captions'})},
        options.stream && {icon: <StreamIcon/>, text: formatMessage({id: 'whereby.badge.stream'})},
    ].flat().filter((badge) => typeof badge === 'object');

    if (badges.length === 0) {
        return null;
    }
    return (
        <span className='whereby-badges'>
            {badges.map(({icon, text}) => (
                <Badge
                    key={text}
                    icon={icon}
                    text={text}
                />
            ))}
        </span>
    );
}
