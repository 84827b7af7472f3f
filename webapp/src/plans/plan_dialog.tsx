import React, {useState} from 'react';
import type {FormEvent} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import css from './plans.css?inline';
import {ReminderField} from './reminder_field';
import {useZone} from './use_zone';
import {firstPicked, isPast, isWhole, whenWords} from './when';
import {WhenField} from './when_field';
import type {When} from './when_field';
import type {ApiClient} from '../calls/client';
import type {PlanRequest, Schedule, Settings} from '../calls/types';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';
import {templateOf} from '../start_dialog/choice';
import {LengthField} from '../start_dialog/length_field';
import {Modal, ModalButtons} from '../start_dialog/modal';
import {TemplateField} from '../start_dialog/template_field';
import {TopicField} from '../start_dialog/topic_field';
import {useTopicOf} from '../start_dialog/use_topic_of';

/** Everything that the dialog needs; it is code of its own and shares nothing with the rest. */
export interface PlanDialogProps {
    channelId: string;

    /** What is to be changed; else something new is planned. */
    schedule?: Schedule;
    settings: Settings;
    client: Pick<ApiClient, 'editPlan' | 'plan'>;

    /** What to tell of a failed request. */
    explain: (error: unknown) => Notice;
    onPlanned: (schedule: Schedule) => void;
    onClose: () => void;
}

type Field = 'topic' | 'when' | 'length' | 'template' | 'all';

interface Problem {
    field: Field;
    notice: Notice;
}

/** Asks what is to be planned, and when. */
export function PlanDialog({channelId, schedule, settings, client, explain, onPlanned, onClose}: PlanDialogProps) {
    const {formatMessage} = useIntl();
    const ownZone = useZone();
    const zone = schedule?.time_zone ?? ownZone;
    const [topic, setTopic] = useState(schedule?.topic ?? '');
    const [when, setWhen] = useState<When>(() => ({...firstPicked(zone, Date.now()), by: schedule ? 'words' : 'date', words: schedule?.when ?? ''}));
    const [minutes, setMinutes] = useState(String(schedule?.options.duration_minutes || settings.default_duration_minutes));
    const [remind, setRemind] = useState('');
    const [template, setTemplate] = useState('');
    const [problem, setProblem] = useState<Problem>();
    const [busy, setBusy] = useState(false);
    const title = templateOf(template, settings)?.title ?? '';
    const isPattern = title.includes('{topic}');
    const topicOf = useTopicOf(channelId);

    // Without their problem, until the next try.
    const changing = <T,>(set: (value: T) => void) => (value: T) => {
        set(value);
        setProblem(undefined);
    };
    const textAt = (field: Field) => (problem?.field === field && problem.notice.kind === 'said' ? problem.notice.text : undefined);
    const say = (field: Field, text: string) => {
        setProblem({field, notice: {kind: 'said', text}});
    };
    const chooseTemplate = (name: string) => {
        setTemplate(name);
        setMinutes(String(templateOf(name, settings)?.duration_minutes || settings.default_duration_minutes));
        setProblem(undefined);
    };

    // What the server would say less well, or not at all.
    const isAmiss = () => {
        if (when.by === 'words') {
            if (!when.words.trim()) {
                say('when', formatMessage({id: 'whereby.plan.no_words'}));
                return true;
            }
            return false;
        }
        const length = Number(minutes);
        if (!isWhole(when)) {
            say('when', formatMessage({id: 'whereby.plan.not_whole'}));
        } else if (isPast(when, zone, Date.now())) {
            say('when', formatMessage({id: 'whereby.plan.past'}));
        } else if (!Number.isInteger(length) || length < 1 || length > settings.max_duration_minutes) {
            say('length', formatMessage({id: 'whereby.dialog.bad_length'}, {max: settings.max_duration_minutes}));
        } else {
            return false;
        }
        return true;
    };
    const send = async () => {
        setBusy(true);
        setProblem(undefined);
        const request: PlanRequest = {
            channel_id: channelId,
            time_zone: zone,
            topic: topic.trim(),
            template: template || undefined,
            remind_minutes: remind ? Number(remind) : undefined,
            ...(when.by === 'words' ? {when: when.words.trim()} : {when: whenWords(when), duration_minutes: Number(minutes)}),
        };
        let planned: Schedule;
        try {
            planned = await (schedule ? client.editPlan(schedule.id, changed(request, schedule)) : client.plan(request));
        } catch (error) {
            setBusy(false);
            setProblem({field: fieldOf(error, when), notice: explain(error)});
            return;
        }
        onPlanned(planned);
    };
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!busy && !isAmiss()) {
            void send();
        }
    };

    return (
        <Modal
            title={schedule ? <FormattedMessage id='whereby.plan.title_edit'/> : <FormattedMessage id='whereby.plan.title'/>}
            className='whereby-plan'
            css={css}
            onClose={onClose}
        >
            <form
                noValidate={true}
                onSubmit={submit}
            >
                <div className='whereby-dialog-fields'>
                    <TopicField
                        topic={topic}
                        placeholder={isPattern ? '' : topicOf(title, '')}
                        inThread={false}
                        problem={textAt('topic')}
                        onChange={changing(setTopic)}
                    />
                    <WhenField
                        when={when}
                        zone={zone}
                        problem={textAt('when')}
                        onChange={changing(setWhen)}
                    />
                    {!schedule && settings.templates.length > 0 &&
                        <TemplateField
                            name={template}
                            templates={settings.templates}
                            problem={textAt('template')}
                            onChange={chooseTemplate}
                        />
                    }
                    {when.by === 'date' &&
                        <LengthField
                            key={template}
                            minutes={minutes}
                            max={settings.max_duration_minutes}
                            problem={textAt('length')}
                            onChange={changing(setMinutes)}
                        />
                    }
                    <ReminderField
                        minutes={remind}
                        onChange={changing(setRemind)}
                    />
                </div>
                <div role='alert'>
                    {problem && textAt(problem.field) === undefined &&
                        <p className='whereby-dialog-problem whereby-plan-problem'><NoticeText notice={problem.notice}/></p>
                    }
                    {textAt('all') && <p className='whereby-dialog-problem whereby-plan-problem'>{textAt('all')}</p>}
                </div>
                <ModalButtons
                    busy={busy}
                    className='whereby-plan-submit'
                    label={schedule ? <FormattedMessage id='whereby.plan.save'/> : <FormattedMessage id='whereby.plan.submit'/>}
                    onCancel={onClose}
                />
            </form>
        </Modal>
    );
}

// Words that stay keep what was skipped of their calls.
function changed(request: PlanRequest, schedule: Schedule): Partial<PlanRequest> {
    return {...request, channel_id: undefined, when: request.when === schedule.when ? undefined : request.when};
}

const FIELDS: Partial<Record<string, Field>> = {
    topic_too_long: 'topic',
    bad_when: 'when',
    unknown_template: 'template',
    bad_duration: 'length',
    duration_too_long: 'length',
};

// Words can name a length, which then has no field.
function fieldOf(error: unknown, {by}: When): Field {
    const field = FIELDS[(error as {code?: string}).code ?? ''] ?? 'all';
    return field === 'length' && by === 'words' ? 'when' : field;
}
