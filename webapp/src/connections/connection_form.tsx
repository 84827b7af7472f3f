import React, {useEffect, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import type {ConnectionClient} from './connection_client';
import {draftOf, inputOf, problemsOf} from './draft';
import type {Draft, Part} from './draft';
import {RulesFields} from './rules_fields';
import {ServiceFields} from './service_fields';
import {TestOutcome} from './test_outcome';
import {kindName, problemText} from './texts';
import type {Connection, KindInfo, TestResult} from './types';
import {useSaving} from './use_saving';
import {FieldGroup} from '../admin_console/field';
import {TextField} from '../admin_console/text_field';
import {BusyButton} from '../call_card/busy_button';
import {NoticeText} from '../notice/notice_text';

interface Props {
    kind: KindInfo;

    /** Undefined for a new one. */
    connection?: Connection;
    templates: string[];
    client: ConnectionClient;
    disabled: boolean;
    onSaved: (connection: Connection) => void;
    onCancel: () => void;
}

/** Everything about one connection. It is saved by itself, and can be tested before. */
export function ConnectionForm({kind, connection, templates, client, disabled, onSaved, onCancel}: Props) {
    const intl = useIntl();
    const [draft, setDraft] = useState(() => draftOf(kind, connection));
    const [result, setResult] = useState<TestResult>();
    const {busy, problems, faults, notice, ask, mend} = useSaving<'save' | 'test'>();
    const root = useRef<HTMLDivElement>(null);

    useEffect(() => {
        root.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }, [faults]);

    const change = (changes: Partial<Draft>) => {
        setDraft({...draft, ...changes});
        setResult(undefined);
        mend(Object.keys(changes));
    };
    const problem = (part: Part) => (problems.includes(part) ? problemText(intl, kind.kind, part) : undefined);
    const save = () => ask('save', problemsOf(draft, kind, connection), async () => {
        const input = inputOf(draft, kind);
        onSaved(connection ? await client.edit(connection.id, input) : await client.create(input));
    });

    // A name is not needed for that.
    const test = () => ask('test', problemsOf(draft, kind, connection).filter((part) => part !== 'name'), async () => {
        setResult(undefined);
        setResult(await client.test(inputOf(draft, kind), connection?.id));
    });

    return (
        <div ref={root}>
            <FieldGroup
                title={connection ? kindName(intl, kind.kind) : (
                    <FormattedMessage
                        id='whereby.connections.new'
                        values={{kind: kindName(intl, kind.kind)}}
                    />
                )}
            >
                <TextField
                    label={<FormattedMessage id='whereby.admin.name'/>}
                    hint={<FormattedMessage id='whereby.connections.name_hint'/>}
                    problem={problem('name')}
                    value={draft.name}
                    disabled={disabled}
                    onChange={(name) => {
                        change({name});
                    }}
                />
                <ServiceFields
                    draft={draft}
                    kind={kind}
                    connection={connection}
                    problem={problem}
                    disabled={disabled}
                    onChange={change}
                />
            </FieldGroup>
            <RulesFields
                rules={draft.rules}
                kind={kind}
                templates={templates}
                problem={problem}
                disabled={disabled}
                onChange={(changes) => {
                    setDraft({...draft, rules: {...draft.rules, ...changes}});
                    mend(Object.keys(changes));
                }}
            />
            <div className='whereby-connection-foot'>
                <BusyButton
                    busy={busy === 'save'}
                    className='whereby-button whereby-button-primary whereby-connection-save'
                    onClick={() => void (!disabled && !busy && save())}
                >
                    <FormattedMessage id='whereby.connections.save'/>
                </BusyButton>
                <BusyButton
                    busy={busy === 'test'}
                    className='whereby-button whereby-button-quiet whereby-connection-test'
                    onClick={() => void (!disabled && !busy && test())}
                >
                    <FormattedMessage id='whereby.connections.test'/>
                </BusyButton>
                <button
                    type='button'
                    className='whereby-button whereby-button-quiet'
                    onClick={onCancel}
                >
                    <FormattedMessage id='whereby.end.cancel'/>
                </button>
            </div>
            <div role='alert'>
                {notice && <p className='whereby-setting-problem'><NoticeText notice={notice}/></p>}
            </div>
            <div
                role='status'
                className='whereby-test-result'
            >
                {result && (
                    <TestOutcome
                        kind={kind.kind}
                        result={result}
                    />
                )}
            </div>
        </div>
    );
}
