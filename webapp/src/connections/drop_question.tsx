import React from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {useSaving} from './use_saving';
import {BusyButton} from '../call_card/busy_button';
import {NoButton} from '../notice/no_button';
import {NoticeText} from '../notice/notice_text';
import {QuestionBox} from '../notice/question_box';

interface Props {
    name: string;
    drop: () => Promise<void>;
    onDropped: () => void;
    onCancel: () => void;
}

/** Asks before a connection is forgotten: its address and secret are nowhere else. */
export function DropQuestion({name, drop, onDropped, onCancel}: Props) {
    const {formatMessage} = useIntl();
    const {busy, notice, ask} = useSaving<'drop'>();
    const question = formatMessage({id: 'whereby.connections.drop_question'}, {name});

    return (
        <QuestionBox
            className='whereby-drop-question'
            label={question}
            onCancel={onCancel}
        >
            <div>{question}</div>
            <div role='alert'>
                {notice && <p className='whereby-setting-problem'><NoticeText notice={notice}/></p>}
            </div>
            <div className='whereby-actions'>
                <BusyButton
                    busy={busy !== undefined}
                    className='whereby-button whereby-button-danger'
                    onClick={() => {
                        void ask('drop', [], async () => {
                            await drop();
                            onDropped();
                        });
                    }}
                >
                    <FormattedMessage id='whereby.connections.drop'/>
                </BusyButton>
                <NoButton onClick={onCancel}/>
            </div>
        </QuestionBox>
    );
}
