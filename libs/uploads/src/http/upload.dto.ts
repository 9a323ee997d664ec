import { ListTotalDto, PageQuery } from '@gatehouse/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { FILE_TYPES, type FileType } from '../domain/file-signature.ts';
import { LEFT_OUT_KINDS, type LeftOut } from '../domain/left-out.ts';
import { UPLOAD_STATUSES, type UploadStatus, type Verdict, VERDICTS } from '../domain/upload-state.ts';
import type { Upload } from '../domain/upload.ts';

export class UploadQueryDto extends PageQuery {
  @ApiPropertyOptional({ enum: UPLOAD_STATUSES, enumName: 'UploadStatus' })
  @IsOptional()
  @IsIn(UPLOAD_STATUSES)
  status?: UploadStatus;
}

/** Documents the multipart body; the route reads it as a stream. */
export class UploadFormDto {
  @ApiProperty({ type: 'string', format: 'binary', description: 'The file, with its name and Content-Type.' })
  file!: unknown;
}

export class UploadLinksDto {
  @ApiProperty({ type: String, example: '/api/upload-image/0190f3e4-5a6b-7c8d-9e0f-112233445566' })
  self!: string;

  @ApiProperty({ type: String, description: 'Available once the upload is clean.' })
  content!: string;
}

export class LeftOutDto implements LeftOut {
  @ApiProperty({
    enum: LEFT_OUT_KINDS,
    description:
      'padding: zeros and blanks; picture: a second one, such as a gain map; video: the moving part of a motion photo; data: anything else.',
  })
  kind!: LeftOut['kind'];

  @ApiProperty({ type: 'integer', minimum: 1 })
  bytes!: number;
}

export class UploadDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: UPLOAD_STATUSES, enumName: 'UploadStatus' })
  status!: UploadStatus;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the file as uploaded.' })
  sha256!: string;

  @ApiProperty({ type: 'integer', description: 'Size in bytes as uploaded.' })
  size!: number;

  @ApiProperty({ enum: FILE_TYPES })
  mimeType!: FileType;

  @ApiProperty({ type: String, description: 'The file name from the client, without control characters and folders.' })
  originalName!: string;

  @ApiProperty({
    type: [LeftOutDto],
    description:
      'What follows the end of the format in the uploaded file. It is scanned, but is not part of the served file.',
  })
  removed!: LeftOutDto[];

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: UploadLinksDto })
  links!: UploadLinksDto;

  @ApiPropertyOptional({ enum: VERDICTS, description: 'Outcome of the scan; absent until it finishes.' })
  verdict?: Verdict;

  @ApiPropertyOptional({ type: String, description: 'Why the verdict is not clean.' })
  verdictDetail?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  scannedAt?: string;

  @ApiPropertyOptional({
    type: String,
    description:
      'SHA-256 of the served file, which is cut at the end of its format; equals `sha256` if nothing followed.',
  })
  servedSha256?: string;

  @ApiPropertyOptional({
    type: [String],
    description:
      'Only in the response to the upload itself: names of the text fields sent with the file, which are not kept.',
  })
  ignoredFields?: readonly string[];
}

export class UploadLimitsDto {
  @ApiProperty({ type: 'integer', description: 'Maximum file size, in bytes.' })
  maxBytes!: number;

  @ApiProperty({ type: 'integer', description: 'Maximum image size, width times height.' })
  maxPixels!: number;
}

export class UploadPageDto extends ListTotalDto {
  @ApiProperty({ type: [UploadDto] })
  items!: UploadDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/**
 * @param basePath what stands in front of every address of this installation
 * @param ignoredFields names of what came with the file and is not kept
 */
export function toUploadDto(upload: Upload, basePath: string, ignoredFields: readonly string[] = []): UploadDto {
  const self = `${basePath}/api/upload-image/${upload.id}`;
  return {
    id: upload.id,
    status: upload.status,
    sha256: upload.sha256,
    size: upload.size,
    mimeType: upload.mimeType,
    originalName: upload.originalName,
    removed: upload.leftOutKind === null ? [] : [{ kind: upload.leftOutKind, bytes: upload.leftOutBytes }],
    createdAt: upload.createdAt.toISOString(),
    links: { self, content: `${self}/content` },
    ...(upload.scannedAt !== null && {
      scannedAt: upload.scannedAt.toISOString(),
      ...(upload.verdict !== null && { verdict: upload.verdict }),
      ...(upload.verdictDetail !== null && { verdictDetail: upload.verdictDetail }),
    }),
    ...(upload.servedSha256 !== null && { servedSha256: upload.servedSha256 }),
    ...(ignoredFields.length > 0 && { ignoredFields }),
  };
}
