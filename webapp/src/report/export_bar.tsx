import React, {useEffect, useReducer, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {CallExport} from './call_export';
import {failure} from './failure';
import type {Format, ReportClient} from './report_client';
import type {Filters} from './types';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';

interface Props {
    filters: Filters;

    /** Of the file, without its ending. */
    name: string;
    client: Pick<ReportClient, 'part'>;
}

type Phase = 'idle' | 'running' | 'broken' | 'done';

/** Saves the report's calls as a file. Other filters have another bar. */
export function ExportBar({filters, name, client}: Props) {
    const {formatNumber} = useIntl();
    const [phase, setPhase] = useState<Phase>('idle');
    const [notice, setNotice] = useState<Notice>();
    const [, drawAgain] = useReducer((count: number) => count + 1, 0);
    const current = useRef<CallExport>();

    useEffect(() => () => current.current?.stop(), []);

    const goOn = async (it: CallExport) => {
        setPhase('running');
        setNotice(undefined);
        try {
            if (await it.fetchRest()) {
                save(it.file(), `${name}.${it.format}`);
                setPhase('done');
            }
        } catch (error) {
            setNotice(failure(error));
            setPhase('broken');
        }
    };
    const begin = (format: Format) => {
        current.current = new CallExport(format, filters, client, drawAgain);
        void goOn(current.current);
    };
    const cancel = () => {
        current.current?.stop();
        current.current = undefined;
        setPhase('idle');
        setNotice(undefined);
    };

    const it = current.current;
    const values = {rows: formatNumber(it?.rows ?? 0), total: formatNumber(it?.total ?? 0)};
    return (
        <div className='whereby-export'>
            {it && (phase === 'running' || phase === 'broken') ? (
                <>
                    <progress
                        aria-hidden='true'
                        max={it.total || 1}
                        value={it.total ? it.rows : undefined}
                    />
                    <span role='status'>
                        {it.total > 0 &&
                            <FormattedMessage
                                id='whereby.report.exported'
                                values={values}
                            />
                        }
                    </span>
                    {phase === 'broken' &&
                        <button
                            type='button'
                            className='whereby-button whereby-button-quiet'
                            onClick={() => void goOn(it)}
                        >
                            <FormattedMessage id='whereby.report.go_on'/>
                        </button>
                    }
                    <button
                        type='button'
                        className='whereby-button whereby-button-quiet'
                        onClick={cancel}
                    >
                        <FormattedMessage id='whereby.end.cancel'/>
                    </button>
                </>
            ) : (
                <>
                    <span role='status'>
                        {phase === 'done' &&
                            <FormattedMessage
                                id='whereby.report.saved'
                                values={values}
                            />
                        }
                    </span>
                    <button
                        type='button'
                        className='whereby-button whereby-button-quiet whereby-export-csv'
                        onClick={() => {
                            begin('csv');
                        }}
                    >
                        <FormattedMessage id='whereby.report.export_csv'/>
                    </button>
                    <button
                        type='button'
                        className='whereby-button whereby-button-quiet whereby-export-ndjson'
                        onClick={() => {
                            begin('ndjson');
                        }}
                    >
                        <FormattedMessage id='whereby.report.export_ndjson'/>
                    </button>
                </>
            )}
            <div role='alert'>
                {notice && <p className='whereby-setting-problem'><NoticeText notice={notice}/></p>}
            </div>
        </div>
    );
}

function save(file: Blob, name: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();

    // Not before the browser has begun to read it.
    setTimeout(() => {
        URL.revokeObjectURL(link.href);
    }, 60_000);
}
