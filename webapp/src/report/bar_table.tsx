import React, {useId} from 'react';
import type {ReactNode} from 'react';
import {useIntl} from 'react-intl';

/** A line of the table: its name, and a number for each column. */
export interface Line {
    key: string;
    name: ReactNode;
    numbers: number[];
}

interface Props {
    title: ReactNode;
    means: ReactNode;

    /** What the names are, then what each number is; the last is drawn as bars. */
    columns: ReactNode[];
    lines: Line[];

    /** What to say when there are none. */
    empty: ReactNode;
}

/** A table whose last numbers are also bars. */
export function BarTable({title, means, columns, lines, empty}: Props) {
    const {formatNumber} = useIntl();
    const most = Math.max(1, ...lines.map(({numbers}) => numbers.at(-1) ?? 0));
    const id = useId();

    return (
        <section className='whereby-report-part'>
            <h3 id={`${id}title`}>{title}</h3>
            <p
                id={`${id}means`}
                className='whereby-report-means'
            >
                {means}
            </p>
            {lines.length === 0 ? <p className='whereby-report-none'>{empty}</p> : (
                <table
                    className='whereby-report-table whereby-report-bars'
                    aria-labelledby={`${id}title`}
                    aria-describedby={`${id}means`}
                >
                    <thead>
                        <tr>
                            {columns.map((column, at) => (
                                <th
                                    key={at}
                                    scope='col'
                                >
                                    {column}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {lines.map(({key, name, numbers}) => (
                            <tr key={key}>
                                <th scope='row'>
                                    {name}
                                    <span
                                        className='whereby-report-bar'
                                        style={{width: `${((numbers.at(-1) ?? 0) / most) * 100}%`}}
                                    />
                                </th>
                                {numbers.map((number, at) => <td key={at}>{formatNumber(number)}</td>)}
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </section>
    );
}
