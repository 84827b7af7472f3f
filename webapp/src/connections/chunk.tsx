import React from 'react';
import type {ComponentType} from 'react';

import {ConnectionClient} from './connection_client';
import {Connections} from './connections';
import connectionsCss from './connections.css?inline';
import consoleCss from '../admin_console/admin_console.css?inline';
import formCss from '../admin_console/form.css?inline';
import listCss from '../admin_console/list.css?inline';
import type {SettingProps} from '../host/registry';
import {hostWindow} from '../host/window';
import {withTexts} from '../i18n/with_texts';

/** The section of System Console with the services that hear of calls. */
export interface ConnectionsSetting {
    Connections: ComponentType<SettingProps>;
}

const styles = consoleCss + listCss + formCss + connectionsCss;
const client = new ConnectionClient(hostWindow().basename ?? '');

const setting: ConnectionsSetting = {
    Connections: withTexts(({id, helpText, disabled}: SettingProps) => (
        <>
            <style>{styles}</style>
            <Connections
                id={id}
                helpText={helpText}
                disabled={disabled}
                client={client}
            />
        </>
    )),
};

export default setting;
