import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsDefined,
  IsEmail,
  IsInt,
  IsOptional,
  IsPositive,
  IsString,
  Length,
  Max,
  ValidateNested,
} from 'class-validator';
import { TEN_YEARS_SECONDS } from '../../common/ten-years.js';
import { UserProfile } from '../user-profile.model.js';

/** The fields of a user's record that a client may write. */
export class UserFieldsDto {
  @ApiProperty({ type: UserProfile })
  @IsDefined()
  @ValidateNested()
  @Type(() => UserProfile)
  profile!: UserProfile;

  @ApiProperty({ example: 'alice@example.com', required: false })
  @IsOptional()
  @IsEmail()
  email?: string;

  @ApiProperty({
    required: false,
    description: 'Seconds until the record expires; the default is the tenant’s.',
  })
  @IsOptional()
  @IsInt()
  @IsPositive()
  @Max(TEN_YEARS_SECONDS)
  ttlSeconds?: number;
}

export class CreateUserDto extends UserFieldsDto {
  @ApiProperty({ example: 'user123' })
  @IsString()
  @Length(1, 256)
  id!: string;
}

export class UpdateUserDto extends PartialType(UserFieldsDto) {}

export class AddTagDto {
  @ApiProperty({ example: 'premium' })
  @IsString()
  @Length(1, 100)
  tag!: string;
}

export class UserDto {
  @ApiProperty({ example: 'user123' })
  id!: string;

  @ApiProperty({ type: UserProfile, required: false })
  profile?: UserProfile | null;

  @ApiProperty({ required: false })
  email?: unknown;

  @ApiProperty({ required: false, type: Number })
  loginCount?: unknown;

  @ApiProperty({ required: false, type: String, format: 'date-time' })
  lastLogin?: unknown;

  @ApiProperty({ required: false, type: [String] })
  tags?: unknown;
}
