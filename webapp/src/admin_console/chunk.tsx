import React from 'react';
import type {ComponentType} from 'react';

import {AdminClient} from './admin_client';
import consoleCss from './admin_console.css?inline';
import formCss from './form.css?inline';
import listCss from './list.css?inline';
import brandCss from '../brand_editor/brand_editor.css?inline';
import {BrandEditor} from '../brand_editor/brand_editor';
import type {SettingProps} from '../host/registry';
import {hostWindow} from '../host/window';
import {withTexts} from '../i18n/with_texts';
import {ConnectionHealth} from '../settings/connection_health';
import {TestConnection} from '../settings/test_connection';
import {WebhookAddress} from '../settings/webhook_address';
import {TemplateEditor} from '../template_editor/template_editor';

/** What the settings that are drawn here get beside what Mattermost gives them. */
export interface AdminProps extends SettingProps {
    client: AdminClient;
}

/** The settings of System Console that the plugin draws itself, by their keys in the manifest. */
export type CustomSettings = Record<'WebhookAddress' | 'TestConnection' | 'ConnectionHealth' | 'Templates' | 'Brands', ComponentType<SettingProps>>;

const styles = consoleCss + listCss + formCss + brandCss;

const settings: CustomSettings = {
    WebhookAddress: prepared(WebhookAddress),
    TestConnection: prepared(TestConnection),
    ConnectionHealth: prepared(ConnectionHealth),
    Templates: prepared(TemplateEditor),
    Brands: prepared(BrandEditor),
};
export default settings;

function prepared(Inner: ComponentType<AdminProps>): ComponentType<SettingProps> {
    const client = new AdminClient(hostWindow().basename ?? '');
    return withTexts((props: SettingProps) => (
        <>
            <style>{styles}</style>
            <Inner
                {...props}
                client={client}
            />
        </>
    ));
}
