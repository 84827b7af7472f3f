import React, {useCallback, useEffect, useState} from 'react';
import type {ComponentType} from 'react';
import {FormattedMessage} from 'react-intl';

import type {SettingProps} from '../host/registry';

type Settings<Name extends string> = Record<Name, ComponentType<SettingProps>>;

/** A setting of System Console whose code comes when it is first shown. */
export function lazySetting<Name extends string>(load: () => Promise<Settings<Name>>, name: Name): ComponentType<SettingProps> {
    return function LazySetting(props: SettingProps) {
        const [settings, setSettings] = useState<Settings<Name>>();
        const [failed, setFailed] = useState(false);

        const fetchIt = useCallback(() => {
            setFailed(false);
            load().then(setSettings, () => {
                setFailed(true);
            });
        }, []);
        useEffect(fetchIt, [fetchIt]);

        if (settings) {
            const Setting: ComponentType<SettingProps> = settings[name];
            return <Setting {...props}/>;
        }
        return (
            <div
                role='status'
                className='whereby-setting'
            >
                {failed && (
                    <>
                        <FormattedMessage id='whereby.problem.not_loaded'/>
                        {' '}
                        <button
                            type='button'
                            className='whereby-button whereby-button-quiet'
                            onClick={fetchIt}
                        >
                            <FormattedMessage id='whereby.card.try_again'/>
                        </button>
                    </>
                )}
            </div>
        );
    };
}
