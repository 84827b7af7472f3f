import React from 'react';
import type {ComponentType} from 'react';

import {Report} from './report';
import reportCss from './report.css?inline';
import {ReportClient} from './report_client';
import consoleCss from '../admin_console/admin_console.css?inline';
import formCss from '../admin_console/form.css?inline';
import type {SettingProps} from '../host/registry';
import {hostWindow} from '../host/window';
import {withTexts} from '../i18n/with_texts';

/** The section of System Console with what happened in calls. */
export interface ReportSetting {
    Report: ComponentType<SettingProps>;
}

const styles = consoleCss + formCss + reportCss;
const client = new ReportClient(hostWindow().basename ?? '');

const setting: ReportSetting = {
    Report: withTexts(({id}: SettingProps) => (
        <>
            <style>{styles}</style>
            <Report
                id={id}
                client={client}
            />
        </>
    )),
};

export default setting;
