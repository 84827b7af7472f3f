import React, {useState} from 'react';
import {FormattedMessage} from 'react-intl';

import type {Connection, Finding} from '../admin_console/admin_client';
import type {AdminProps} from '../admin_console/chunk';
import {Findings} from '../admin_console/findings';
import {BusyButton} from '../call_card/busy_button';
import {isExplained} from '../calls/client';

type Outcome = {findings: Finding[]} | {problem: string};

/** System Console's button that tries the connection as it stands on the page, saved or not. */
export function TestConnection({id, disabled, client}: AdminProps) {
    const [busy, setBusy] = useState(false);
    const [outcome, setOutcome] = useState<Outcome>();

    const test = async () => {
        setBusy(true);
        try {
            setOutcome({findings: await client.test(onPage(id))});
        } catch (error) {
            setOutcome({problem: isExplained(error) ? error.message : ''});
        }
        setBusy(false);
    };

    return (
        <div
            id={id}
            className='whereby-setting'
        >
            <BusyButton
                busy={busy}
                className='whereby-button whereby-button-quiet'
                onClick={() => {
                    if (!disabled) {
                        void test();
                    }
                }}
            >
                <FormattedMessage id='whereby.admin.test.button'/>
            </BusyButton>
            <div
                role='status'
                className='whereby-test-result'
            >
                {busy && <span className='whereby-hidden'><FormattedMessage id='whereby.admin.test.busy'/></span>}
                {outcome && !busy && ('findings' in outcome ? <Findings findings={outcome.findings}/> : (
                    <Findings
                        findings={[{
                            level: 'problem',
                            code: 'no_answer',
                            text: outcome.problem || <FormattedMessage id='whereby.problem.unreachable'/>,
                        }]}
                    />
                ))}
            </div>
        </div>
    );
}

/** The key and address in the page's other fields; those that are not there are left out. */
function onPage(id: string): Connection {
    const typed = (key: string) => {
        const field = document.getElementById(id.replace(/[^.]+$/, key));
        return field instanceof HTMLInputElement ? field.value : undefined;
    };
    return {api_key: typed('apikey'), api_url: typed('apiurl')};
}
