import React, {useId, useState} from 'react';
import type {FormEvent} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {firstChoice, isFixed, isOn, requestFor, templateOf, withTemplate} from './choice';
import type {Choice} from './choice';
import {FieldProblem} from './field_problem';
import {LengthField} from './length_field';
import {Modal, ModalButtons} from './modal';
import {MoreFields} from './more_fields';
import {Switch} from './switch';
import {TemplateField} from './template_field';
import {TopicField} from './topic_field';
import {useTopicOf} from './use_topic_of';
import type {Outcome} from '../calls/starter';
import type {Settings, StartRequest} from '../calls/types';
import {LockIcon, MicrophoneIcon, RecordIcon} from '../icons/icons';
import {LargeQuestion} from '../notice/large_question';

/** Everything that the dialog needs; it is code of its own and shares nothing with the rest. */
export interface StartDialogProps {

    /** Where the call is to be, and what is known of it already. */
    draft: StartRequest;
    settings: Settings;

    /** The last choice, as onStarted gave it, in JSON. */
    last?: string;
    start: (request: StartRequest) => Promise<Outcome>;
    onStarted: (choice: Choice) => void;
    onClose: () => void;
}

type Field = 'topic' | 'template' | 'length' | 'record' | 'all';

interface Problem {
    field: Field;
    text: string;
}

/** Asks for everything about a call before it starts. */
export function StartDialog({draft, settings, last, start, onStarted, onClose}: StartDialogProps) {
    const intl = useIntl();
    const [topic, setTopic] = useState(draft.topic ?? '');
    const [choice, setChoice] = useState(() => firstChoice(draft, settings, last));
    const [minutes, setMinutes] = useState(String(choice.duration_minutes));
    const [busy, setBusy] = useState(false);
    const [members, setMembers] = useState<number>();
    const [problem, setProblem] = useState<Problem>();
    const id = useId();

    const problemAt = (field: Field) => (problem?.field === field ? problem.text : undefined);
    const title = templateOf(choice.template, settings)?.title ?? '';
    const isPattern = title.includes('{topic}');
    const topicOf = useTopicOf(draft.channel_id);

    const set = (changes: Partial<Choice>) => {
        setChoice({...choice, ...changes});
        setProblem(undefined);
    };
    const choose = (name: string) => {
        const chosen = withTemplate(choice, name, settings);
        set(chosen);
        setMinutes(String(chosen.duration_minutes));
    };

    const send = async (ask: boolean) => {
        const length = Number(minutes);
        if (!Number.isInteger(length) || length < 1 || length > settings.max_duration_minutes) {
            setProblem({field: 'length', text: intl.formatMessage({id: 'whereby.dialog.bad_length'}, {max: settings.max_duration_minutes})});
            return;
        }
        const chosen = {...choice, duration_minutes: length};
        const request = requestFor(draft, topic, chosen);
        setProblem(undefined);
        setMembers(undefined);
        setBusy(true);
        const outcome = await start(ask ? {...request, ask} : request);
        setBusy(false);
        switch (outcome.kind) {
        case 'started':
            onStarted(chosen);
            onClose();
            break;
        case 'large':
            setMembers(outcome.members);
            break;
        case 'busy':
            setProblem({field: 'all', text: intl.formatMessage({id: 'whereby.dialog.busy'})});
            break;
        case 'refused':
            setProblem(inWords(intl, outcome.error));
            break;
        }
    };
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!busy) {
            void send(true);
        }
    };

    return (
        <Modal
            title={<FormattedMessage id='whereby.dialog.title'/>}
            onClose={onClose}
        >
            {members !== undefined &&
                <LargeQuestion
                    channelId={draft.channel_id}
                    members={members}
                    onStart={() => {
                        void send(false);
                    }}
                    onCancel={() => {
                        setMembers(undefined);
                    }}
                />
            }
            <form
                noValidate={true}
                hidden={members !== undefined}
                onSubmit={submit}
            >
                <div className='whereby-dialog-fields'>
                    <TopicField
                        topic={topic}
                        placeholder={isPattern ? '' : topicOf(title, '')}
                        becomes={isPattern ? topicOf(title, topic.trim()) : ''}
                        inThread={Boolean(draft.root_id)}
                        problem={problemAt('topic')}
                        onChange={(value) => {
                            setTopic(value);
                            setProblem(undefined);
                        }}
                    />
                    {settings.templates.length > 0 &&
                        <TemplateField
                            name={choice.template}
                            templates={settings.templates}
                            problem={problemAt('template')}
                            onChange={choose}
                        />
                    }
                    <LengthField
                        key={choice.template}
                        minutes={minutes}
                        max={settings.max_duration_minutes}
                        problem={problemAt('length')}
                        onChange={(value) => {
                            setMinutes(value);
                            setProblem(undefined);
                        }}
                    />
                    <Switch
                        className='whereby-dialog-audio'
                        on={choice.audio_only}
                        icon={<MicrophoneIcon/>}
                        label={intl.formatMessage({id: 'whereby.badge.audio_only'})}
                        hint={intl.formatMessage({id: 'whereby.dialog.audio_hint'})}
                        onChange={(on) => {
                            set({audio_only: on});
                        }}
                    />
                    <Switch
                        className='whereby-dialog-locked'
                        on={isOn(choice, 'locked')}
                        fixed={isFixed(choice, 'locked')}
                        icon={<LockIcon/>}
                        label={intl.formatMessage({id: 'whereby.dialog.locked'})}
                        hint={intl.formatMessage({id: 'whereby.dialog.locked_hint'})}
                        onChange={(on) => {
                            set({locked: on});
                        }}
                    />
                    {settings.may_record &&
                        <Switch
                            className='whereby-dialog-record'
                            on={choice.record}
                            icon={<RecordIcon/>}
                            label={intl.formatMessage({id: 'whereby.dialog.record'})}
                            hint={intl.formatMessage({id: 'whereby.dialog.record_hint'})}
                            problem={problemAt('record')}
                            onChange={(on) => {
                                set({record: on});
                            }}
                        />
                    }
                    <MoreFields
                        choice={choice}
                        settings={settings}
                        onChange={set}
                    />
                </div>
                <FieldProblem
                    id={`${id}problem`}
                    text={problemAt('all') ?? (settings.may_record ? undefined : problemAt('record'))}
                />
                <ModalButtons
                    busy={busy}
                    className='whereby-dialog-start'
                    label={<FormattedMessage id='whereby.dialog.start'/>}
                    onCancel={onClose}
                />
            </form>
        </Modal>
    );
}

const FIELDS: Partial<Record<string, Field>> = {
    topic_too_long: 'topic',
    unknown_template: 'template',
    bad_duration: 'length',
    duration_too_long: 'length',
    may_not_record: 'record',
};

function inWords({formatMessage}: IntlShape, {code, message}: {code: string; message: string}): Problem {
    return {field: FIELDS[code] ?? 'all', text: message || formatMessage({id: 'whereby.problem.unreachable'})};
}
