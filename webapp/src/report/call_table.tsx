import React, {useEffect, useId, useRef, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';
import type {IntlShape} from 'react-intl';

import {failure} from './failure';
import type {ReportClient} from './report_client';
import type {CallLine, Filters} from './types';
import {BusyButton} from '../call_card/busy_button';
import {useTimeFormat} from '../host/use_time_format';
import {RecordIcon} from '../icons/icons';
import {NoticeText} from '../notice/notice_text';
import type {Notice} from '../notice/notices';

/** The calls themselves, newest first, some at a time. Other filters have another table. */
export function CallTable({filters, client}: {filters: Filters; client: Pick<ReportClient, 'lines'>}) {
    const {formatMessage} = useIntl();
    const [lines, setLines] = useState<CallLine[]>([]);
    const [next, setNext] = useState('');
    const [total, setTotal] = useState(0);
    const [busy, setBusy] = useState(false);
    const [notice, setNotice] = useState<Notice>();
    const shown = useRef(true);
    const id = useId();

    const load = async () => {
        setBusy(true);
        setNotice(undefined);
        try {
            const page = await client.lines(filters, next);
            if (shown.current) {
                setLines((before) => [...before, ...page.calls]);
                setNext(page.next);
                setTotal(page.total);
            }
        } catch (error) {
            setNotice(failure(error));
        }
        setBusy(false);
    };
    const loadFirst = useRef(load);
    useEffect(() => {
        shown.current = true;
        void loadFirst.current();
        return () => {
            shown.current = false;
        };
    }, []);

    return (
        <>
            {lines.length > 0 &&
                <div
                    className='whereby-report-wide'
                    role='region'
                    aria-label={formatMessage({id: 'whereby.report.list'})}
                    tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways
                >
                    <table
                        className='whereby-report-table'
                        aria-describedby={id}
                    >
                        <Head/>
                        <tbody>
                            {lines.map((line) => (
                                <Line
                                    key={line.id}
                                    line={line}
                                />
                            ))}
                        </tbody>
                    </table>
                </div>
            }
            <div role='alert'>
                {notice && <p className='whereby-setting-problem'><NoticeText notice={notice}/></p>}
            </div>
            <div className='whereby-report-foot'>
                {(next || notice) &&
                    <BusyButton
                        busy={busy}
                        className='whereby-button whereby-button-quiet whereby-report-load'
                        onClick={() => void load()}
                    >
                        {notice ? <FormattedMessage id='whereby.card.try_again'/> : <FormattedMessage id='whereby.report.load_more'/>}
                    </BusyButton>
                }
                <span
                    id={id}
                    role='status'
                >
                    {total > 0 &&
                        <FormattedMessage
                            id='whereby.report.shown'
                            values={{shown: lines.length, total}}
                        />
                    }
                </span>
            </div>
        </>
    );
}

function Head() {
    return (
        <thead>
            <tr>
                <th scope='col'><FormattedMessage id='whereby.report.when'/></th>
                <th scope='col'><FormattedMessage id='whereby.report.topic'/></th>
                <th scope='col'><FormattedMessage id='whereby.report.channel'/></th>
                <th scope='col'><FormattedMessage id='whereby.report.started_by'/></th>
                <th scope='col'><FormattedMessage id='whereby.report.length'/></th>
                <th scope='col'><FormattedMessage id='whereby.report.people'/></th>
                <th scope='col'><FormattedMessage id='whereby.report.recorded'/></th>
            </tr>
        </thead>
    );
}

function Line({line}: {line: CallLine}) {
    const intl = useIntl();
    const time = useTimeFormat();
    return (
        <tr>
            <th scope='row'>{intl.formatDate(line.created_at, {...time, year: 'numeric', month: 'short', day: 'numeric'})}</th>
            <td dir='auto'>{line.topic || <FormattedMessage id='whereby.card.no_topic'/>}</td>
            <td>
                {line.channel ? <bdi>{line.channel}</bdi> : line.channel_type === 'D' ? <FormattedMessage id='whereby.report.direct_one'/> : <FormattedMessage id='whereby.report.gone'/>}
                {line.team && <>{' '}<bdi className='whereby-report-more'>{line.team}</bdi></>}
            </td>
            <td><bdi>{line.started_by}</bdi></td>
            <td>{outcome(intl, line)}</td>
            <td>{intl.formatNumber(line.people)}</td>
            <td>
                {line.recorded && (
                    <>
                        <RecordIcon/>
                        <span className='whereby-hidden'><FormattedMessage id='whereby.report.recorded'/></span>
                    </>
                )}
            </td>
        </tr>
    );
}

function outcome({formatMessage}: IntlShape, {state, minutes}: CallLine): string {
    switch (state) {
    case 'ended':
        return formatMessage({id: 'whereby.report.in_minutes'}, {minutes});
    case 'missed':
        return formatMessage({id: 'whereby.history.missed'});
    case 'failed':
        return formatMessage({id: 'whereby.history.failed'});
    }
}
