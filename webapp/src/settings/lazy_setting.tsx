import React, {useCallback, useEffect, useState} from 'react';
import type {ComponentType} from 'react';
import {FormattedMessage} from 'react-intl';

import type {CustomSettings} from '../admin_console/chunk';
import type {SettingProps} from '../host/registry';

/** A setting of System Console whose code comes when it is first shown. */
export function lazySetting(load: () => Promise<CustomSettings>, name: keyof CustomSettings): ComponentType<SettingProps> {
    return function LazySetting(props: SettingProps) {
        const [settings, setSettings] = useState<CustomSettings>();
        const [failed, setFailed] = useState(false);

        const fetchIt = useCallback(() => {
            setFailed(false);
            load().then(setSettings, () => {
                setFailed(true);
            });
        }, []);
        useEffect(fetchIt, [fetchIt]);

        if (settings) {
            const Setting = settings[name];
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
