import React from 'react';
import {FormattedMessage} from 'react-intl';

import {problemsOf} from './brand';
import type {Brand} from './brand';
import {ColourField} from './colour_field';
import {ImageField} from './image_field';
import {Preview} from './preview';
import type {AdminClient} from '../admin_console/admin_client';
import {CheckField} from '../admin_console/check_field';
import {FieldGroup} from '../admin_console/field';
import {NameField} from '../admin_console/text_field';
import {useNameProblemText} from '../admin_console/use_name_problem_text';

interface Props {
    brand: Brand;
    brands: Brand[];
    client: AdminClient;
    disabled: boolean;
    onChange: (changes: Partial<Brand>) => void;
}

/** Everything about one brand. */
export function BrandForm({brand, brands, client, disabled, onChange}: Props) {
    const problems = problemsOf(brand, brands);
    const nameProblem = useNameProblemText(problems.name);

    const colours = [
        {name: 'primary', label: <FormattedMessage id='whereby.admin.brand.primary'/>, hint: <FormattedMessage id='whereby.admin.brand.primary_hint'/>},
        {name: 'secondary', label: <FormattedMessage id='whereby.admin.brand.secondary'/>, hint: <FormattedMessage id='whereby.admin.brand.secondary_hint'/>},
        {name: 'focus', label: <FormattedMessage id='whereby.admin.brand.focus'/>, hint: <FormattedMessage id='whereby.admin.brand.focus_hint'/>},
    ] as const;
    const images = [
        {kind: 'logo', label: <FormattedMessage id='whereby.admin.brand.logo'/>},
        {kind: 'room_background', label: <FormattedMessage id='whereby.admin.brand.room_background'/>},
        {kind: 'waiting_background', label: <FormattedMessage id='whereby.admin.brand.waiting_background'/>},
    ] as const;
    return (
        <>
            <FieldGroup title={<FormattedMessage id='whereby.admin.brand.group_brand'/>}>
                <NameField
                    hint={<FormattedMessage id='whereby.admin.brand.name_hint'/>}
                    problem={nameProblem}
                    value={brand.name}
                    disabled={disabled}
                    onChange={(name) => {
                        onChange({name});
                    }}
                />
                <CheckField
                    label={<FormattedMessage id='whereby.admin.brand.default'/>}
                    text={<FormattedMessage id='whereby.admin.brand.default_text'/>}
                    checked={brand.default ?? false}
                    disabled={disabled}
                    onChange={(chosen) => {
                        onChange({default: chosen});
                    }}
                />
            </FieldGroup>
            <Preview
                brand={brand}
                client={client}
            />
            <FieldGroup title={<FormattedMessage id='whereby.admin.brand.group_colours'/>}>
                {colours.map(({name, label, hint}) => (
                    <ColourField
                        key={name}
                        label={label}
                        hint={hint}
                        value={brand[name] ?? ''}
                        bad={problems[name] ?? false}
                        disabled={disabled}
                        onChange={(colour) => {
                            onChange({[name]: colour});
                        }}
                    />
                ))}
            </FieldGroup>
            <FieldGroup title={<FormattedMessage id='whereby.admin.brand.group_images'/>}>
                {images.map(({kind, label}) => (
                    <ImageField
                        key={kind}
                        kind={kind}
                        label={label}
                        image={brand[kind] ?? ''}
                        client={client}
                        disabled={disabled}
                        onChange={(image) => {
                            onChange({[kind]: image});
                        }}
                    />
                ))}
                <div className='whereby-field-hint whereby-group-hint'><FormattedMessage id='whereby.admin.brand.own_hint'/></div>
            </FieldGroup>
        </>
    );
}
