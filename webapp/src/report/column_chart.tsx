import React, {useState} from 'react';
import type {ReactNode} from 'react';
import {useIntl} from 'react-intl';

interface Props {
    title: string;

    /** What the columns stand for, and their numbers. */
    names: string[];
    values: number[];

    /** How much of each number is drawn faintly. */
    faint?: number[];

    /** A column's number in words. */
    tell: (at: number) => string;
    note?: ReactNode;
}

/** How many names have room under the columns. */
const NAMES = 6;

/** Numbers as columns, for the eye only. */
export function ColumnChart({title, names, values, faint = [], tell, note}: Props) {
    const {formatNumber} = useIntl();
    const [pointed, setPointed] = useState<number>();
    const top = roundedUp(Math.max(...values));
    const every = Math.ceil(names.length / NAMES);

    return (
        <figure
            className='whereby-chart'
            aria-hidden='true'
        >
            <figcaption>
                <strong>{title}</strong>
                <span className='whereby-chart-told'>
                    {pointed === undefined ? note : `${names[pointed]}: ${tell(pointed)}`}
                </span>
            </figcaption>
            <div className='whereby-chart-field'>
                {[top, top / 2, 0].map((line) => (
                    <span
                        key={line}
                        className='whereby-chart-line'
                    >
                        {line > 0 && formatNumber(line)}
                    </span>
                ))}
                <div
                    className='whereby-chart-columns'
                    onPointerLeave={() => {
                        setPointed(undefined);
                    }}
                >
                    {values.map((value, at) => (
                        <div
                            key={names[at]}
                            className='whereby-chart-column'
                            onPointerEnter={() => {
                                setPointed(at);
                            }}
                        >
                            <div
                                className='whereby-chart-faint'
                                style={{height: percent(faint[at] ?? 0, top)}}
                            />
                            <div
                                className='whereby-chart-full'
                                style={{height: percent(value - (faint[at] ?? 0), top)}}
                            />
                        </div>
                    ))}
                </div>
            </div>
            <div className='whereby-chart-names'>
                {names.map((name, at) => <span key={name}>{at % every === 0 && <span>{name}</span>}</span>)}
            </div>
        </figure>
    );
}

const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;

// To an even number whose half is as short: 2, 4, 10, 20, 40, 100 …
function roundedUp(value: number): number {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
    return [2, 4, 6, 8, 10, 20].map((step) => step * power).find((step) => step >= value) ?? value;
}
