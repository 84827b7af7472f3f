import React, {useEffect, useState} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {channelWithId, searchChannels} from '../admin_console/channels';
import type {FoundChannel} from '../admin_console/channels';
import {Field} from '../admin_console/field';

/** How long the typing has to pause before the server is asked, in milliseconds. */
const PAUSE = 250;

interface Props {

    /** Empty for none. */
    channelId: string;
    disabled: boolean;
    onChange: (channelId: string) => void;
}

/** A channel of any team, searched by its name. */
export function ChannelField({channelId, disabled, onChange}: Props) {
    const {formatMessage} = useIntl();
    const [term, setTerm] = useState('');
    const [found, setFound] = useState<FoundChannel[]>();
    const [chosen, setChosen] = useState<FoundChannel>();
    const [missing, setMissing] = useState('');

    useEffect(() => {
        if (!channelId || chosen?.id === channelId) {
            return undefined;
        }
        let stale = false;
        channelWithId(channelId).then((channel) => {
            if (!stale) {
                setChosen(channel);
            }
        }, () => {
            setMissing(channelId);
        });
        return () => {
            stale = true;
        };
    }, [channelId, chosen]);

    useEffect(() => {
        setFound(undefined);
        if (!term.trim()) {
            return undefined;
        }
        let stale = false;
        const timer = setTimeout(() => {
            searchChannels(term.trim()).catch(() => []).then((channels) => {
                if (!stale) {
                    setFound(channels);
                }
            }, () => undefined);
        }, PAUSE);
        return () => {
            stale = true;
            clearTimeout(timer);
        };
    }, [term]);

    const choose = (channel: FoundChannel) => {
        setChosen(channel);
        setTerm('');
        onChange(channel.id);
    };
    const shown = chosen?.id === channelId ? named(chosen) : formatMessage({id: 'whereby.admin.loading'});
    return (
        <Field
            label={<FormattedMessage id='whereby.admin.template.post_to'/>}
            hint={<FormattedMessage id='whereby.admin.template.post_to_hint'/>}
            problem={channelId && missing === channelId ? formatMessage({id: 'whereby.admin.problem.no_channel'}) : undefined}
        >
            {(aria) => (channelId ? (
                <div className='whereby-setting-line'>
                    <input
                        {...aria}
                        type='text'
                        className='form-control'
                        readOnly={true}
                        dir='auto'
                        value={missing === channelId ? channelId : shown}
                    />
                    <button
                        type='button'
                        className='whereby-button whereby-button-quiet'
                        disabled={disabled}
                        onClick={() => {
                            onChange('');
                        }}
                    >
                        <FormattedMessage id='whereby.admin.clear'/>
                    </button>
                </div>
            ) : (
                // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only hears the focus leave what is in it
                <div
                    className='whereby-search'
                    onBlur={({currentTarget, relatedTarget}) => {
                        if (!currentTarget.contains(relatedTarget)) {
                            setFound(undefined);
                        }
                    }}
                >
                    <input
                        {...aria}
                        type='search'
                        className='form-control'
                        dir='auto'
                        autoComplete='off'
                        placeholder={formatMessage({id: 'whereby.admin.template.search'})}
                        value={term}
                        disabled={disabled}
                        onChange={(event) => {
                            setTerm(event.target.value);
                        }}
                    />
                    <div
                        role='status'
                        className={found ? 'whereby-found' : undefined}
                    >
                        {found?.length === 0 && <FormattedMessage id='whereby.admin.template.not_found'/>}
                        {found?.map((channel) => (
                            <button
                                key={channel.id}
                                type='button'
                                onClick={() => {
                                    choose(channel);
                                }}
                            >
                                {named(channel)}
                            </button>
                        ))}
                    </div>
                </div>
            ))}
        </Field>
    );
}

const named = ({team, name}: FoundChannel) => [team, name].filter(Boolean).join(' / ');
