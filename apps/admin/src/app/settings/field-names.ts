/** The fields of a setting as the form, its history and its conflicts name them; a field of the future by its own name. */
export function fieldName(field: string): string {
  switch (field) {
    case 'category':
      return $localize`Category`;
    case 'type':
      return $localize`Type`;
    case 'value':
      return $localize`Value`;
    case 'description':
      return $localize`Description`;
    case 'tags':
      return $localize`Tags`;
    case 'sensitive':
      return $localize`Sensitive`;
    case 'expiresAt':
    case 'expiresOn':
      return $localize`Expiry`;
    case 'constraints':
      return $localize`Constraints`;
    case 'minLength':
      return $localize`Shortest, in characters`;
    case 'maxLength':
      return $localize`Longest, in characters`;
    case 'min':
      return $localize`Least`;
    case 'max':
      return $localize`Most`;
    case 'choices':
      return $localize`Allowed values`;
    default:
      return field;
  }
}
